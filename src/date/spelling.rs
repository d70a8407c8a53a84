//! Dates as site generators and people spell them, beside ISO 8601: `Jul 08 2022`, `2021년 4월 23일`, `2022/07/08`.
//!
//! In: one line of text. Out: its parts, or every date that it could mean. A spelling is accepted only if it has one meaning.

use chrono::NaiveDate;

use crate::date::{Cursor, Written, offset};

/// A spelling, split into its parts.
pub enum Spelling {
    /// One meaning.
    One(Written),
    /// `03/04/2022`: day and month are ambiguous. Both readings, month first.
    Two(Written, Written),
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words without a meaning for the date: weekdays, `at`, `of`, and the ends of ordinals.
const FILLERS: &str = " mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday at of on the st nd rd th 월요일 화요일 수요일 목요일 금요일 토요일 일요일 ";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Digits(&'a str),
    Word(&'a str),
    Mark(char),
    Blank,
}

/// Splits `text`; `None` for an unknown spelling.
pub fn read(text: &str) -> Option<Spelling> {
    let (date, time) = halves(text)?;
    let mut written = Written::blank();
    let mut day = date;
    let noon = match time {
        Some(time) => {
            let (before, noon) = split_noon(date);
            day = before;
            written.clock(time, noon)?
        }
        None => true,
    };
    if !noon {
        return None;
    }
    written.calendar(&tokens(day))
}

/// The date half and the time half: the time begins at the digits before the first `:` or `시`.
fn halves(text: &str) -> Option<(&str, Option<&str>)> {
    let Some(mark) = text.find([':', '시', '時', '时']) else {
        // `3 PM` alone is not accepted as a time.
        return Some((text, None));
    };
    let before = text[..mark].trim_end();
    let digits = before.len()
        - before
            .bytes()
            .rev()
            .take_while(u8::is_ascii_digit)
            .take(2)
            .count();
    let head = before[..digits].trim_end();
    // The `T` of ISO 8601.
    let head = head
        .strip_suffix('T')
        .filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(head);
    (digits < before.len()).then_some((head.trim_end_matches([',', ' ']), Some(&text[digits..])))
}

/// The half of the day that a word names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noon {
    Before,
    After,
}

const NOONS: [(&str, Noon); 10] = [
    ("오전", Noon::Before),
    ("오후", Noon::After),
    ("午前", Noon::Before),
    ("午後", Noon::After),
    ("上午", Noon::Before),
    ("下午", Noon::After),
    ("am", Noon::Before),
    ("pm", Noon::After),
    ("a.m.", Noon::Before),
    ("p.m.", Noon::After),
];

/// `2021. 4. 23. 오후`: the text before the time, without the half of the day.
fn split_noon(date: &str) -> (&str, Option<Noon>) {
    let found = NOONS
        .iter()
        .find_map(|(word, noon)| Some((date.strip_suffix(word)?, Some(*noon))));
    found.map_or((date, None), |(rest, noon)| (rest.trim_end(), noon))
}

impl Written {
    fn blank() -> Written {
        Written {
            year: 1,
            month: 1,
            day: 1,
            hour: 0,
            minute: 0,
            second: 0,
            nano: 0,
            offset: None,
        }
    }

    /// `10:30[:00[.0]] [PM] [+09:00]`, `10시 30분 [0초]`; returns true if it was understood to its end.
    fn clock(&mut self, text: &str, before: Option<Noon>) -> Option<bool> {
        let mut rest = Cursor(text);
        self.hour = rest.digits(1, 2)?;
        rest.blanks();
        if rest.take(":").is_some() {
            rest = Cursor(text);
            self.time(&mut rest)?;
        } else {
            self.spoken(&mut rest)?;
        }
        let mut noon = before;
        rest.blanks();
        let lower = rest.0.to_ascii_lowercase();
        if let Some((word, half)) = NOONS.iter().find(|(word, _)| lower.starts_with(word)) {
            if noon.is_some() {
                return Some(false);
            }
            noon = Some(*half);
            rest = Cursor(&rest.0[word.len()..]);
            rest.blanks();
        }
        match noon {
            Some(_) if !(1..=12).contains(&self.hour) => return Some(false),
            Some(Noon::Before) => self.hour %= 12,
            Some(Noon::After) => self.hour = self.hour % 12 + 12,
            None => {}
        }
        if !rest.0.is_empty() {
            self.offset = Some(offset(&mut rest)?);
            rest.blanks();
        }
        // A browser adds the zone's name, and Temporal its key: both only repeat the offset.
        let named = self.offset.is_some()
            && (rest.0.starts_with('(') && rest.0.ends_with(')')
                || rest.0.starts_with('[') && rest.0.ends_with(']'));
        Some(rest.0.is_empty() || named)
    }

    /// Reads minutes and seconds after the hour in `10시 30분 5초`.
    fn spoken(&mut self, rest: &mut Cursor) -> Option<()> {
        let unit = |rest: &mut Cursor, names: [&str; 3]| {
            names.into_iter().find_map(|name| rest.take(name))
        };
        unit(rest, ["시", "時", "时"])?;
        for (value, names) in [
            (&mut self.minute, ["분", "分", "分"]),
            (&mut self.second, ["초", "秒", "秒"]),
        ] {
            let mut ahead = Cursor(rest.0);
            ahead.blanks();
            let Some(number) = ahead.digits(1, 2) else {
                break;
            };
            ahead.blanks();
            unit(&mut ahead, names)?;
            *value = number;
            *rest = ahead;
        }
        Some(())
    }

    fn on(&self, year: &str, month: u32, day: &str) -> Option<Written> {
        let day = day.parse().ok().filter(|_| day.len() <= 2)?;
        (year.len() == 4).then_some(Written {
            year: year.parse().ok()?,
            month,
            day,
            ..self.copy()
        })
    }

    fn copy(&self) -> Written {
        Written { ..*self }
    }

    /// The date half, all of which must be understood.
    fn calendar(&self, tokens: &[Token]) -> Option<Spelling> {
        use Token::{Digits, Mark, Word};
        let number = |text: &str| -> Option<u32> { text.parse().ok().filter(|_| text.len() <= 2) };
        // Blanks count only if nothing else separates two numbers.
        let dense: Vec<Token> = tokens
            .iter()
            .copied()
            .filter(|token| *token != Token::Blank)
            .collect();
        let one = |written: Option<Written>| written.map(Spelling::One);
        match dense.as_slice() {
            [Digits(y), Mark(a), Digits(m), Mark(b), Digits(d)]
            | [
                Digits(y),
                Mark(a @ '.'),
                Digits(m),
                Mark(b),
                Digits(d),
                Mark('.'),
            ] if a == b && matches!(a, '-' | '/' | '.') && y.len() == 4 => {
                one(self.on(y, number(m)?, d))
            }
            [
                Digits(y),
                Word("년" | "年"),
                Digits(m),
                Word("월" | "月"),
                Digits(d),
                Word("일" | "日"),
            ] => one(self.on(y, number(m)?, d)),
            [Digits(all)] if all.len() == 8 => {
                one(self.on(&all[..4], number(&all[4..6])?, &all[6..]))
            }
            [Word(m), Digits(d), Mark(','), Digits(y)]
            | [Word(m), Mark('.'), Digits(d), Mark(','), Digits(y)]
            | [Word(m), Mark('.'), Digits(d), Digits(y)]
            | [Word(m), Digits(d), Digits(y)]
            | [Word(m), Mark('-'), Digits(d), Mark('-'), Digits(y)]
            | [Digits(d), Word(m), Digits(y)]
            | [Digits(d), Word(m), Mark(',' | '.'), Digits(y)]
            | [Digits(d), Mark('-'), Word(m), Mark('-'), Digits(y)]
            | [Digits(d), Mark('/'), Word(m), Mark('/'), Digits(y)]
                if y.len() == 4 =>
            {
                one(self.on(y, month(m)?, d))
            }
            [Digits(y), Word(m), Digits(d)]
            | [Digits(y), Mark('-'), Word(m), Mark('-'), Digits(d)]
            | [Digits(y), Mark('/'), Word(m), Mark('/'), Digits(d)] => {
                one(self.on(y, month(m)?, d))
            }
            [Digits(a), Mark(x), Digits(b), Mark(z), Digits(y)]
                if x == z && matches!(x, '-' | '/' | '.') && y.len() == 4 =>
            {
                self.either(y, a, b)
            }
            _ => None,
        }
    }

    /// `04/23/2022` and `23/04/2022` have one meaning, `03/04/2022` has two.
    fn either(&self, year: &str, a: &str, b: &str) -> Option<Spelling> {
        let real = |month: &str, day: &str| {
            let written = self.on(year, month.parse().ok()?, day)?;
            NaiveDate::from_ymd_opt(written.year, written.month, written.day).map(|_| written)
        };
        match (real(a, b), real(b, a)) {
            (Some(one), Some(other)) if one.month != other.month => Some(Spelling::Two(one, other)),
            (Some(one), _) | (None, Some(one)) => Some(Spelling::One(one)),
            (None, None) => None,
        }
    }
}

/// 1 for `January`, `Jan`; 9 for `Sept`.
fn month(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let found = MONTHS.iter().position(|month| {
        *month == word || month[..3] == word || word == "sept" && *month == "september"
    })?;
    u32::try_from(found + 1).ok()
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |same: fn(char) -> bool| rest.find(|c| !same(c)).unwrap_or(rest.len());
        let (token, length) = if first.is_ascii_digit() {
            let length = same(|c| c.is_ascii_digit());
            (Token::Digits(&rest[..length]), length)
        } else if first.is_alphabetic() {
            let length = same(char::is_alphabetic);
            (Token::Word(&rest[..length]), length)
        } else if first.is_whitespace() {
            (Token::Blank, same(char::is_whitespace))
        } else {
            (Token::Mark(first), first.len_utf8())
        };
        found.push(token);
        rest = &rest[length..];
    }
    without_fillers(&found)
}

/// `Fri, Jul 8th` as `Jul 8`; `2021.04.23(금)` as `2021.04.23`.
fn without_fillers<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(&token) = tokens.get(at) {
        at += 1;
        match token {
            Token::Word(word) if FILLERS.contains(&format!(" {} ", word.to_lowercase())) => {
                if kept.is_empty() && matches!(tokens.get(at), Some(Token::Mark(',' | '.'))) {
                    at += 1;
                }
            }
            Token::Mark('(') => {
                let day = matches!(
                    tokens.get(at..at + 2),
                    Some([
                        Token::Word("월" | "화" | "수" | "목" | "금" | "토" | "일"),
                        Token::Mark(')')
                    ])
                );
                if day {
                    at += 2;
                } else {
                    kept.push(token);
                }
            }
            other => kept.push(other),
        }
    }
    kept
}

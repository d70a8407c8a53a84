//! A character that no embedded font has -> the font package that has it.

/// The npm package with a Noto font that has `c`; all are under the OFL 1.1.
pub fn package(c: char) -> &'static str {
    match c {
        '\u{370}'..='\u{52F}' => "@expo-google-fonts/noto-sans",
        '\u{530}'..='\u{58F}' => "@expo-google-fonts/noto-sans-armenian",
        '\u{590}'..='\u{5FF}' | '\u{FB1D}'..='\u{FB4F}' => "@expo-google-fonts/noto-sans-hebrew",
        '\u{600}'..='\u{77F}'
        | '\u{8A0}'..='\u{8FF}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFE}' => "@expo-google-fonts/noto-sans-arabic",
        '\u{900}'..='\u{97F}' => "@expo-google-fonts/noto-sans-devanagari",
        '\u{980}'..='\u{9FF}' => "@expo-google-fonts/noto-sans-bengali",
        '\u{B80}'..='\u{BFF}' => "@expo-google-fonts/noto-sans-tamil",
        '\u{C00}'..='\u{C7F}' => "@expo-google-fonts/noto-sans-telugu",
        '\u{E00}'..='\u{E7F}' => "@expo-google-fonts/noto-sans-thai",
        '\u{E80}'..='\u{EFF}' => "@expo-google-fonts/noto-sans-lao",
        '\u{1000}'..='\u{109F}' => "@expo-google-fonts/noto-sans-myanmar",
        '\u{10A0}'..='\u{10FF}' => "@expo-google-fonts/noto-sans-georgian",
        '\u{1200}'..='\u{139F}' => "@expo-google-fonts/noto-sans-ethiopic",
        '\u{1780}'..='\u{17FF}' => "@expo-google-fonts/noto-sans-khmer",
        '\u{3040}'..='\u{30FF}' => "@expo-google-fonts/noto-sans-jp",
        '\u{3100}'..='\u{312F}' => "@expo-google-fonts/noto-sans-tc",
        '\u{2E80}'..='\u{2FDF}'
        | '\u{3400}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' => "@expo-google-fonts/noto-sans-sc",
        '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' => {
            "@expo-google-fonts/noto-sans-kr"
        }
        '\u{2190}'..='\u{22FF}' | '\u{27C0}'..='\u{2AFF}' | '\u{1D400}'..='\u{1D7FF}' => {
            "@expo-google-fonts/noto-sans-math"
        }
        '\u{1F000}'..='\u{1FAFF}' => "@expo-google-fonts/noto-color-emoji",
        '\u{2000}'..='\u{2BFF}' => "@expo-google-fonts/noto-sans-symbols-2",
        _ => "@expo-google-fonts/noto-sans",
    }
}

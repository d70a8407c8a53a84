//! Fields -> one hash: the only hasher of the crate that joins several values.
//!
//! Every field carries its length, so that `ab` + `c` and `a` + `bc` differ. Pure: no files.

/// A blake3 hash.
pub type Hash = [u8; 32];

/// The hash of `bytes`.
pub fn hash(bytes: &[u8]) -> Hash {
    *blake3::hash(bytes).as_bytes()
}

/// A hash for people: 64 hexadecimal digits.
pub fn hex(hash: &Hash) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

/// The hash of 64 hexadecimal digits.
pub fn unhex(text: &str) -> Option<Hash> {
    let hash = blake3::Hash::from_hex(text).ok()?;
    Some(*hash.as_bytes())
}

/// Fields one after the other, each with its length.
#[derive(Debug, Clone, Default)]
pub struct Digest(blake3::Hasher);

impl Digest {
    /// A digest of values of one kind; kinds never share a hash.
    pub fn of(kind: &str) -> Digest {
        let mut digest = Digest::default();
        digest.text(kind);
        digest
    }

    /// Adds bytes.
    pub fn bytes(&mut self, field: &[u8]) -> &mut Digest {
        self.number(field.len() as u64);
        self.0.update(field);
        self
    }

    /// Adds text.
    pub fn text(&mut self, field: &str) -> &mut Digest {
        self.bytes(field.as_bytes())
    }

    /// Adds text that may be absent; absent and empty differ.
    pub fn optional(&mut self, field: Option<&str>) -> &mut Digest {
        self.flag(field.is_some());
        self.text(field.unwrap_or_default())
    }

    /// Adds a number, such as the length of a list that follows.
    pub fn number(&mut self, field: u64) -> &mut Digest {
        self.0.update(&field.to_le_bytes());
        self
    }

    /// Adds a flag.
    pub fn flag(&mut self, field: bool) -> &mut Digest {
        self.number(u64::from(field))
    }

    /// The hash of all fields so far.
    pub fn hash(&self) -> Hash {
        *self.0.finalize().as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_do_not_run_together_and_kinds_do_not_meet() {
        let of = |fields: &[&str]| {
            let mut digest = Digest::of("test");
            for field in fields {
                digest.text(field);
            }
            digest.hash()
        };
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["a"]), of(&["a", ""]));
        assert_ne!(Digest::of("a").hash(), Digest::of("b").hash());
        let mut absent = Digest::default();
        let mut empty = Digest::default();
        assert_ne!(
            absent.optional(None).hash(),
            empty.optional(Some("")).hash()
        );
    }

    #[test]
    fn a_hash_survives_its_spelling() {
        let one = hash(b"one");
        assert_eq!(unhex(&hex(&one)), Some(one));
        assert_eq!(unhex("zz"), None);
    }
}

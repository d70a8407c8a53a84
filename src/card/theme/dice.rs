//! A text -> numbers that look random and are always the same.

/// Numbers drawn from the hash of a text.
pub(super) struct Dice(blake3::OutputReader);

impl Dice {
    /// The numbers of `seed`.
    pub fn new(seed: &str) -> Dice {
        let mut hasher = blake3::Hasher::new();
        hasher.update(seed.as_bytes());
        Dice(hasher.finalize_xof())
    }

    /// The next number, evenly between two others.
    pub fn between(&mut self, least: f64, most: f64) -> f64 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        least + (most - least) * f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
    }
}

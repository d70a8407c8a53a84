//! The share of each input pixel in an output pixel: a Lanczos kernel, a = 3.
//!
//! Coefficients go through `libm` and are normalised for each output pixel: the platform's functions would give other bytes on
//! other machines. `resample` says what a library's kernel costs in its place.

use std::cell::RefCell;
use std::f64::consts::PI;
use std::rc::Rc;

/// The weights of every output pixel over the input pixels.
pub struct Kernel {
    from: usize,
    /// For each output pixel, the first input pixel and the number of weights.
    pub runs: Vec<(usize, usize)>,
    /// `most` for each output pixel.
    weights: Vec<f32>,
    /// The largest number of weights.
    pub most: usize,
}

impl Kernel {
    /// The first input pixel of an output pixel, and the weights from there on.
    #[inline(always)]
    pub fn at(&self, at: usize) -> (usize, &[f32]) {
        let (start, count) = self.runs[at];
        (start, &self.weights[self.most * at..][..count])
    }

    fn new(from: usize, to: usize) -> Kernel {
        let runs: Vec<(usize, Vec<f32>)> = (0..to).map(|at| weights(from, to, at)).collect();
        let most = runs.iter().map(|(_, run)| run.len()).max().unwrap_or(0);
        let mut weights = vec![0.0; most * to];
        for (weights, (_, run)) in weights.chunks_exact_mut(most.max(1)).zip(&runs) {
            weights[..run.len()].copy_from_slice(run);
        }
        Kernel {
            from,
            runs: runs
                .iter()
                .map(|(start, run)| (*start, run.len()))
                .collect(),
            weights,
            most,
        }
    }
}

thread_local! {
    /// The kernels of the last picture: twins have one size, and so have most pictures of a blog.
    static LAST: RefCell<Option<Rc<Kernel>>> = const { RefCell::new(None) };
}

/// The weights that scale `from` pixels to `to`.
pub fn kernel(from: usize, to: usize) -> Rc<Kernel> {
    LAST.with_borrow_mut(|last| {
        let known = last
            .take()
            .filter(|kernel| (kernel.from, kernel.runs.len()) == (from, to));
        let kernel = known.unwrap_or_else(|| Rc::new(Kernel::new(from, to)));
        *last = Some(kernel.clone());
        kernel
    })
}

/// The first input pixel of an output pixel, and the weights from there on.
fn weights(from: usize, to: usize, at: usize) -> (usize, Vec<f32>) {
    let ratio = from as f64 / to as f64;
    let stretch = ratio.max(1.0);
    let center = (at as f64 + 0.5) * ratio;
    let start = (center - 3.0 * stretch).floor().max(0.0) as usize;
    let end = ((center + 3.0 * stretch).ceil() as usize)
        .min(from)
        .max(start + 1);
    let raw: Vec<f64> = (start..end)
        .map(|x| lanczos3((x as f64 + 0.5 - center) / stretch))
        .collect();
    let sum: f64 = raw.iter().sum();
    // The first and last weight may be zero; skipping them saves their multiplications.
    let skip = raw.iter().position(|&weight| weight != 0.0).unwrap_or(0);
    let keep = raw.iter().rposition(|&weight| weight != 0.0).unwrap_or(0);
    let kept = raw[skip..=keep.max(skip)].iter();
    (
        start + skip,
        kept.map(|weight| (weight / sum) as f32).collect(),
    )
}

fn lanczos3(x: f64) -> f64 {
    if x.abs() < 1e-9 {
        return 1.0;
    }
    if x.abs() >= 3.0 {
        return 0.0;
    }
    3.0 * libm::sin(PI * x) * libm::sin(PI * x / 3.0) / (PI * PI * x * x)
}

//! A layout's units -> pixels of a card of any size.

use crate::card::canvas::Rect;

/// A layout's numbers, written for 1200x630, on a card of any size: scaled evenly and centred.
#[derive(Debug, Clone, Copy)]
pub struct Viewport {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// Pixels per unit.
    pub scale: f64,
    left: f64,
    top: f64,
}

impl Viewport {
    /// The viewport of a card.
    pub fn new((width, height): (u32, u32)) -> Viewport {
        let (w, h) = (f64::from(width), f64::from(height));
        let scale = (w / 1200.0).min(h / 630.0);
        Viewport {
            width: width as usize,
            height: height as usize,
            scale,
            left: (w - 1200.0 * scale) / 2.0,
            top: (h - 630.0 * scale) / 2.0,
        }
    }

    /// The viewport of a card whose numbers are written for another size than 1200x630.
    pub fn of((width, height): (u32, u32), (units_wide, units_high): (f64, f64)) -> Viewport {
        let (w, h) = (f64::from(width), f64::from(height));
        let scale = (w / units_wide).min(h / units_high);
        Viewport {
            scale,
            left: (w - units_wide * scale) / 2.0,
            top: (h - units_high * scale) / 2.0,
            ..Viewport::new((width, height))
        }
    }

    /// The viewport whose middle square of 630 units fills a card as far as it can.
    pub fn square((width, height): (u32, u32)) -> Viewport {
        let (w, h) = (f64::from(width), f64::from(height));
        let scale = w.min(h) / 630.0;
        Viewport {
            scale,
            left: (w - 1200.0 * scale) / 2.0,
            top: (h - 630.0 * scale) / 2.0,
            ..Viewport::new((width, height))
        }
    }

    /// The whole card.
    pub fn whole(&self) -> Rect {
        Rect {
            x: 0,
            y: 0,
            width: self.width as i32,
            height: self.height as i32,
        }
    }

    /// Pixel column of a layout's x.
    pub fn x(&self, units: f64) -> f64 {
        self.left + units * self.scale
    }

    /// Pixel row of a layout's y.
    pub fn y(&self, units: f64) -> f64 {
        self.top + units * self.scale
    }

    /// Pixels of a length.
    pub fn len(&self, units: f64) -> f64 {
        units * self.scale
    }
}

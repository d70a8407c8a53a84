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
    /// Of a page: units that do not fit between the left and the right part, and between the upper and the lower one.
    spare: Option<(f64, f64)>,
}

/// Width in units of an upright card that is laid out as a page.
const PAGE: f64 = 700.0;
/// Width over height below which a card is upright: it has no room for words beside a picture.
pub const UPRIGHT: f64 = 1.3;
/// On a page everything left of this keeps to the left edge, the rest to the right one; and the same for the upper, the middle and
/// the lower part of a card of 630 units.
const LEFT_PART: f64 = 600.0;
const UPPER_PART: f64 = 210.0;
const LOWER_PART: f64 = 420.0;

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
            spare: None,
        }
    }

    /// The viewport of a card that is laid out as a page if it is upright: what stands at an edge of a card of 1200x630 stands at
    /// that edge, and the middle is where there is more or less room.
    pub fn page(size: (u32, u32)) -> Viewport {
        let (w, h) = (f64::from(size.0), f64::from(size.1));
        if w >= UPRIGHT * h {
            return Viewport::new(size);
        }
        let scale = w / PAGE;
        Viewport {
            scale,
            left: 0.0,
            top: 0.0,
            spare: Some((w / scale - 1200.0, h / scale - 630.0)),
            ..Viewport::new(size)
        }
    }

    /// The lower right part of a page, without the gap in its middle; any other card as it is.
    pub fn corner(&self) -> Viewport {
        match self.spare {
            None => *self,
            Some((across, down)) => Viewport {
                left: across * self.scale,
                top: down * self.scale,
                spare: None,
                ..*self
            },
        }
    }

    /// Units that a page is higher than a card of 630; `None` if this is none.
    pub fn page_high(&self) -> Option<f64> {
        self.spare.map(|(_, down)| down)
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
        let gap = match self.spare {
            Some((across, _)) if units > LEFT_PART => across,
            Some(_) | None => 0.0,
        };
        self.left + (units + gap) * self.scale
    }

    /// Pixel row of a layout's y.
    pub fn y(&self, units: f64) -> f64 {
        let gap = match self.spare {
            Some((_, down)) => {
                let part = (units - UPPER_PART) / (LOWER_PART - UPPER_PART);
                down * part.clamp(0.0, 1.0)
            }
            None => 0.0,
        };
        self.top + (units + gap) * self.scale
    }

    /// Pixels of a length.
    pub fn len(&self, units: f64) -> f64 {
        units * self.scale
    }
}

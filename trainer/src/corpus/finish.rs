//! What makes a sprite of a painted canvas: tidying, pattern, lights, outline and place.

use shoal::sprite::{SIDE, Sprite};

use super::{
    canvas::Canvas,
    look::Appearance,
    pattern,
    ramp::SLATE,
    shape::{Bounds, Shape},
    traits::{Glow, Outline, Traits},
};

/// With fewer lights than this a creature does not look lit.
const FEW_LAMPS: u32 = 6;

impl Canvas {
    /// Left, top, right and bottom of what tidying leaves.
    pub(crate) fn tidy_bounds(mut self) -> Option<Bounds> {
        self.drop_fragments();
        self.opaque().bounds()
    }

    /// Tidies, adds pattern, lights and outline as asked for, centres what is within `bounds` and
    /// cuts to 32x32 with a free border of one pixel.
    pub(crate) fn finish(
        mut self,
        traits: &Traits,
        look: &Appearance,
        bounds: Option<Bounds>,
    ) -> Sprite {
        self.drop_fragments();
        self.drop_lone_tones();
        pattern::paint(&mut self, traits);
        if traits.glow == Glow::Lights {
            self.light_edges(look.lamp);
        }
        self.line(traits);
        let mut sprite = Sprite::EMPTY;
        let Some((left, top, right, bottom)) = bounds else {
            return sprite;
        };
        let last = SIDE as i32 - 1;
        let dx = (last - left - right).div_euclid(2);
        let dy = if traits.body.plan().stands {
            last - 1 - bottom
        } else {
            (last - top - bottom).div_euclid(2)
        };
        for y in 1..last {
            for x in 1..last {
                sprite.set(x, y, self.at(x - dx, y - dy));
            }
        }
        sprite
    }

    /// Lights where the body plan itself has hardly any: a row inside its lower edge, or else its
    /// upper one, the same on both sides.
    fn light_edges(&mut self, lamp: u8) {
        for times in [2, 1] {
            let inside = self.body.shrunk(times).minus(&self.eyes.grown());
            let Some((left, _, right, _)) = inside.bounds() else { continue };
            for up in [-1, 1] {
                if self.lamps.count() >= FEW_LAMPS {
                    return;
                }
                let edge = inside.minus(&inside.shifted(0, up));
                let row = edge.iter().filter(|(x, _)| (x - left).min(right - x) % 3 == 1);
                for (x, y) in row {
                    self.lamp(x, y, lamp);
                }
            }
        }
    }

    /// Gives the outline the manner that was asked for.
    fn line(&mut self, traits: &Traits) {
        match traits.outline {
            Outline::Dark => {}
            Outline::Black => self.fill(&{ self.ring }, SLATE.shade(0)),
            Outline::Light => self.fill(&{ self.ring }, traits.main.shade(6)),
            Outline::Open => self.open(),
        }
    }

    /// Takes the outline away, except where it parts two limbs or carries what hangs on it.
    fn open(&mut self) {
        let (ring, body) = (self.ring, self.body);
        let hung = self.opaque().minus(&ring).minus(&body);
        for (x, y) in ring.iter() {
            let between = [(1, 0), (0, 1), (1, 1), (1, -1)]
                .iter()
                .any(|&(dx, dy)| body.contains(x + dx, y + dy) && body.contains(x - dx, y - dy));
            let mut around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (x + dx, y + dy)));
            let carried = around.find(|&(x, y)| hung.contains(x, y));
            match carried {
                Some((px, py)) => self.set(x, y, self.at(px, py)),
                None if between => {}
                None => self.set(x, y, 0),
            }
        }
    }

    /// Keeps the largest connected piece.
    fn drop_fragments(&mut self) {
        let opaque = self.opaque();
        let mut rest = opaque;
        let mut largest = Shape::EMPTY;
        loop {
            let Some(start) = rest.iter().next() else { break };
            let mut piece = Shape::pixels(&[start]);
            loop {
                // Diagonal contact counts: thin lines hold together by their corners.
                let wide = piece.or(&piece.shifted(1, 0)).or(&piece.shifted(-1, 0));
                let next = wide.or(&wide.shifted(0, 1)).or(&wide.shifted(0, -1)).and(&rest);
                if next == piece {
                    break;
                }
                piece = next;
            }
            rest = rest.minus(&piece);
            if piece.count() > largest.count() {
                largest = piece;
            }
        }
        self.fill(&opaque.minus(&largest), 0);
    }

    /// A pixel unlike all eight around it is noise, unless it is an eye or a light.
    fn drop_lone_tones(&mut self) {
        for (x, y) in self.opaque().minus(&self.kept).iter() {
            let own = self.at(x, y);
            let mut around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)));
            let alone = around.all(|(dx, dy)| (dx, dy) == (0, 0) || self.at(x + dx, y + dy) != own);
            let sides = [(-1, 0), (1, 0), (0, -1), (0, 1)].map(|(dx, dy)| self.at(x + dx, y + dy));
            let usual = |colour: &u8| sides.iter().map(|side| u8::from(side == colour)).sum::<u8>();
            if alone && let Some(colour) = sides.into_iter().filter(|&c| c != 0).max_by_key(usual) {
                self.set(x, y, colour);
            }
        }
    }
}

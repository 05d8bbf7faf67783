//! The cheapest line between two sets of pixels: where a cross goes over from one parent to
//! the other.
//!
//! A maximum flow from the one set to the other (Edmonds and Karp, 1972) saturates that line, as
//! in "Graphcut textures" (Kwatra et al., 2003).

use crate::sprite::{Mask, PIXELS, index_of};

/// The four sides; each stands beside its opposite.
const SIDES: [(i32, i32); 4] = [(1, 0), (-1, 0), (0, 1), (0, -1)];

/// The pixel beside one.
pub(super) fn beside(pixel: usize, side: usize) -> Option<usize> {
    let (dx, dy) = SIDES[side];
    index_of((pixel % 32) as i32 + dx, (pixel / 32) as i32 + dy)
}

/// The pixels of the side of `source` after the cheapest cut between it and `sink`, of which no
/// pixel is in both. To cut between two neighbours costs the sum of theirs, and one.
pub(super) fn minimum_cut(source: &Mask, sink: &Mask, costs: &[u8; PIXELS]) -> Mask {
    let mut room = [[0_u16; 4]; PIXELS];
    for (pixel, room) in room.iter_mut().enumerate() {
        for (side, room) in room.iter_mut().enumerate() {
            let other = beside(pixel, side);
            *room = other.map_or(0, |other| 1 + u16::from(costs[pixel]) + u16::from(costs[other]));
        }
    }
    loop {
        let (reached, end) = flow(source, sink, &room);
        let Some(end) = end else {
            return Mask::from_fn(|x, y| {
                index_of(x, y)
                    .is_some_and(|pixel| reached[pixel].is_some() || source.contains_index(pixel))
            });
        };
        let way = || {
            std::iter::successors(Some((end, reached[end])), |&(pixel, side)| {
                let before = beside(pixel, side? ^ 1)?;
                Some((before, reached[before]))
            })
            .filter_map(|(pixel, side)| Some((beside(pixel, side? ^ 1)?, side?)))
        };
        let least = way().map(|(pixel, side)| room[pixel][side]).min().unwrap_or(0);
        let steps: Vec<(usize, usize)> = way().collect();
        for (pixel, side) in steps {
            room[pixel][side] -= least;
            if let Some(other) = beside(pixel, side) {
                room[other][side ^ 1] += least;
            }
        }
    }
}

/// Which pixels a flow reaches from the source, each by the side that it came through, and the
/// first of the sink that it reaches.
fn flow(
    source: &Mask,
    sink: &Mask,
    room: &[[u16; 4]; PIXELS],
) -> ([Option<usize>; PIXELS], Option<usize>) {
    let mut reached = [None; PIXELS];
    let mut queue: Vec<usize> = (0..PIXELS).filter(|&it| source.contains_index(it)).collect();
    let mut next = 0;
    while let Some(&pixel) = queue.get(next) {
        next += 1;
        for (side, &room) in room[pixel].iter().enumerate() {
            let Some(other) = beside(pixel, side).filter(|_| room > 0) else {
                continue;
            };
            if reached[other].is_some() || source.contains_index(other) {
                continue;
            }
            reached[other] = Some(side);
            if sink.contains_index(other) {
                return (reached, Some(other));
            }
            queue.push(other);
        }
    }
    (reached, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cut_goes_where_it_costs_least() {
        let source = Mask::rectangle((0, 0), (3, 31));
        let sink = Mask::rectangle((20, 0), (31, 31));
        // A valley that jumps from one column to another half way down.
        let costs = std::array::from_fn(|at| {
            let valley = if at / 32 < 16 { 8 } else { 12 };
            if [valley, valley + 1].contains(&(at % 32)) { 0 } else { 5 }
        });
        let side = minimum_cut(&source, &sink, &costs);
        // At the jump itself a corner may be cut.
        for y in (0..15).chain(17..32) {
            let valley = if y < 16 { 8 } else { 12 };
            assert!(side.contains(valley, y) && !side.contains(valley + 1, y), "{y} {side:?}");
        }
    }

    #[test]
    fn what_costs_the_same_is_cut_along_a_straight_line() {
        let (source, sink) = (Mask::rectangle((0, 0), (3, 31)), Mask::rectangle((20, 0), (31, 31)));
        let side = minimum_cut(&source, &sink, &[2; PIXELS]);
        assert_eq!(side.count() % 32, 0);
        assert_eq!(side.intersection(&sink), Mask::NONE);
        assert_eq!(minimum_cut(&Mask::NONE, &sink, &[2; PIXELS]), Mask::NONE);
        assert_eq!(minimum_cut(&source, &Mask::NONE, &[2; PIXELS]), Mask::ALL);
    }
}

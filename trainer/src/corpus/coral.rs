//! Corals and what grows like them. They stand on the bottom of the canvas.

mod hard;
mod soft;

use super::{
    Category, Dice, Zone,
    canvas::Canvas,
    look::Appearance,
    plan::{Patterns, Plan},
    traits::{
        Body, Eyes,
        Pattern::{Bands, Net, Plain, Spots, Stripes, TwoTone},
    },
};

const BRANCHED: Patterns = &[(Plain, 60), (Bands, 26), (TwoTone, 14)];

const fn coral(
    body: Body,
    paint: fn(&mut Canvas, &Appearance, &mut Dice),
    patterns: Patterns,
) -> Plan {
    Plan::new(body, Category::Coral, paint, patterns)
}

/// The body plans of this category.
pub(super) const PLANS: [Plan; 11] = [
    coral(Body::Staghorn, hard::staghorn, BRANCHED).eyes(&[Eyes::Blind]).standing(),
    coral(Body::SeaFan, hard::fan, &[(Plain, 60), (Spots, 14), (Bands, 12), (TwoTone, 14)])
        .eyes(&[Eyes::Blind])
        .standing(),
    coral(Body::BrainCoral, hard::brain, &[(Plain, 66), (Bands, 12), (Spots, 12), (TwoTone, 10)])
        .eyes(&[Eyes::Blind])
        .standing(),
    coral(Body::TableCoral, hard::table, &[(Plain, 74), (Stripes, 26)])
        .eyes(&[Eyes::Blind])
        .standing(),
    coral(Body::CupCoral, hard::cups, &[(Plain, 60), (Stripes, 14), (Spots, 14), (Bands, 12)])
        .eyes(&[Eyes::Blind])
        .standing(),
    coral(Body::TubeSponge, soft::tubes, &[(Plain, 12), (Stripes, 12), (Bands, 38), (Spots, 38)])
        .eyes(&[Eyes::Blind])
        .standing(),
    coral(
        Body::Anemone,
        soft::anemone,
        &[(Plain, 12), (Stripes, 50), (Bands, 14), (Spots, 16), (Net, 8)],
    )
    .eyes(&[Eyes::Blind])
    .standing(),
    coral(Body::SeaPen, soft::sea_pen, &[(Plain, 70), (Bands, 16), (TwoTone, 14)])
        .eyes(&[Eyes::Blind])
        .standing(),
    coral(
        Body::GlassSponge,
        soft::vase,
        &[(Plain, 10), (Stripes, 12), (Bands, 14), (Spots, 10), (Net, 54)],
    )
    .eyes(&[Eyes::Blind])
    .standing(),
    coral(Body::TubeWorms, soft::tube_worms, &[(Plain, 20), (Bands, 64), (Stripes, 16)])
        .eyes(&[Eyes::Blind])
        .standing(),
    coral(Body::Mound, soft::mound, &[(Plain, 1)]).eyes(&[Eyes::Blind]).standing(),
];

/// The bodies that live in a zone.
pub(super) const fn bodies(zone: Zone) -> &'static [Body] {
    match zone {
        Zone::Shallows => &[
            Body::Staghorn,
            Body::SeaFan,
            Body::BrainCoral,
            Body::TableCoral,
            Body::CupCoral,
            Body::TubeSponge,
            Body::Anemone,
        ],
        Zone::Twilight => &[
            Body::Staghorn,
            Body::SeaFan,
            Body::TableCoral,
            Body::CupCoral,
            Body::TubeSponge,
            Body::SeaPen,
        ],
        Zone::Midnight => {
            &[Body::Staghorn, Body::SeaFan, Body::BrainCoral, Body::Anemone, Body::SeaPen]
        }
        Zone::Abyss => {
            &[Body::SeaPen, Body::GlassSponge, Body::Anemone, Body::Staghorn, Body::TubeSponge]
        }
        Zone::Hadal => {
            &[Body::GlassSponge, Body::Anemone, Body::SeaPen, Body::BrainCoral, Body::Staghorn]
        }
        Zone::Vent => {
            &[Body::TubeWorms, Body::TubeWorms, Body::Mound, Body::CupCoral, Body::Anemone]
        }
    }
}

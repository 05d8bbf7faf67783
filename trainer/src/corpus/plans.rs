//! Every body plan, by body, category and zone.

use super::{
    Category, Zone, abyssal, cephalopod, coral, grazer, jellyfish, plan::Plan, reef_fish,
    traits::Body,
};

impl Body {
    /// Its plan.
    pub(crate) fn plan(self) -> &'static Plan {
        static PLANS: std::sync::LazyLock<Vec<Plan>> = std::sync::LazyLock::new(|| {
            let plans = Category::ALL.into_iter().flat_map(Category::plans);
            let mut plans: Vec<Plan> = plans.copied().collect();
            plans.sort_by_key(|plan| plan.body.index());
            plans
        });
        &PLANS[self.index()]
    }
}

impl Category {
    /// Its body plans.
    pub(crate) const fn plans(self) -> &'static [Plan] {
        match self {
            Self::ReefFish => &reef_fish::PLANS,
            Self::Grazer => &grazer::PLANS,
            Self::Coral => &coral::PLANS,
            Self::Jellyfish => &jellyfish::PLANS,
            Self::Cephalopod => &cephalopod::PLANS,
            Self::Abyssal => &abyssal::PLANS,
        }
    }

    /// The bodies that live in a zone; those that are common there stand more than once.
    pub(crate) const fn bodies(self, zone: Zone) -> &'static [Body] {
        match self {
            Self::ReefFish => reef_fish::bodies(zone),
            Self::Grazer => grazer::bodies(zone),
            Self::Coral => coral::bodies(zone),
            Self::Jellyfish => jellyfish::bodies(zone),
            Self::Cephalopod => cephalopod::bodies(zone),
            Self::Abyssal => abyssal::bodies(zone),
        }
    }
}

//! The corpus's axes as the world of a model, and traits as labels of it.

use shoal::sprite::{Labels, Schema};

use super::traits::{Axis, Body, Traits};

/// The built-in world with every axis of the corpus.
pub(crate) fn schema() -> Schema {
    let traits = Axis::ALL.into_iter().skip(Schema::CATEGORY + 1);
    traits.fold(Schema::ocean(), |schema, axis| match axis {
        Axis::Body => {
            let category = |body: &Body| body.plan().category as u8;
            let bodies = Body::NAMES.iter().copied().zip(Body::ALL.iter().map(category));
            schema.with_kinds(axis.name(), &bodies.collect::<Vec<_>>())
        }
        _ => schema.with_axis(axis.name(), axis.values()),
    })
}

/// What a creature is, as labels of [`schema`].
pub(crate) fn labels(traits: &Traits) -> Labels {
    let values = Axis::ALL.into_iter().enumerate();
    let labels = values.fold(Labels::default(), |labels, (place, axis)| {
        labels.with(place, Some(traits.value(axis) as u8))
    });
    labels.bound(schema().id())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Split, traits_of};

    #[test]
    fn every_axis_is_one_of_the_schema_and_labels_have_its_names() {
        let schema = schema();
        schema.validate().unwrap();
        let names: Vec<String> = schema.axes().map(|axis| axis.name.to_owned()).collect();
        assert_eq!(names, Axis::ALL.map(Axis::name));
        for index in 0..40 {
            let traits = traits_of(Split::Train, index);
            let labels = labels(&traits);
            assert!(schema.knows(labels));
            assert_eq!(schema.category_of_kinds(labels), labels.category);
            for (place, axis) in Axis::ALL.into_iter().enumerate().skip(2) {
                let name = axis.values()[traits.value(axis)];
                assert_eq!(schema.value_name(place, labels), name);
                assert_eq!(schema.with(labels, axis.name(), name), Ok(labels));
            }
        }
    }
}

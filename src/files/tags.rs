//! Tags as they stand in a file, made to fit the frames that were read of it.

use super::{
    Tag,
    remarks::{Remark, Remarks},
    unique_names::{UniqueNames, bracketed},
};

/// Leaves out tags without frames, ends those at the last frame that go on behind it, and tells
/// those of one name apart, because engines find them by their names. Where frames were left out,
/// no tag says what it did, and all go.
pub(super) fn settle(tags: &mut Vec<Tag>, n_frames: usize, remarks: &mut Remarks) {
    if remarks.iter().any(|remark| matches!(remark, Remark::FramesLeftOut { .. })) {
        let names = tags.drain(..).map(|tag| tag.name).collect();
        remarks.add(Remark::TagsDropped(names));
        return;
    }
    let (mut empty, mut shortened, mut renamed) = (Vec::new(), Vec::new(), Vec::new());
    let mut names = UniqueNames::default();
    let has_frames = |tag: &Tag| tag.from <= tag.to && tag.from < n_frames;
    let kept = tags.iter().filter(|tag| has_frames(tag));
    names.reserve(kept.map(|tag| tag.name.as_str()), str::to_owned);
    tags.retain_mut(|tag| {
        if !has_frames(tag) {
            empty.push(std::mem::take(&mut tag.name));
            return false;
        }
        let name = names.next(&tag.name, str::to_owned, bracketed);
        if name != tag.name {
            renamed.push(name.clone());
            tag.name = name;
        }
        if tag.to >= n_frames {
            tag.to = n_frames - 1;
            shortened.push(tag.name.clone());
        }
        true
    });
    remarks.add(Remark::TagsWithoutFrames(empty));
    remarks.add(Remark::TagsShortened(shortened));
    remarks.add(Remark::TagsRenamed(renamed));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(remarks: &Remarks) -> Vec<String> {
        remarks.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn tags_fit_the_frames_and_have_names_of_their_own() {
        let mut tags = vec![
            Tag::new("swim", 0, 1),
            Tag::new("swim", 1, 2),
            Tag { repeat: 4, ..Tag::new("long", 1, 9) },
            Tag::new("gone", 3, 4),
            Tag::new("back", 2, 1),
        ];
        let mut remarks = Remarks::default();
        settle(&mut tags, 3, &mut remarks);
        let long = Tag { repeat: 4, ..Tag::new("long", 1, 2) };
        assert_eq!(tags, [Tag::new("swim", 0, 1), Tag::new("swim (2)", 1, 2), long]);
        assert_eq!(
            said(&remarks),
            [
                "has no frames for the tags \"gone\", \"back\", which were left out",
                "tag \"long\" goes on behind the last frame and ends there now",
                "tag \"swim (2)\" was called as another tag is and has a number now"
            ]
        );
    }

    #[test]
    fn a_tag_that_is_called_as_a_number_would_call_another_keeps_its_name() {
        let mut tags =
            ["swim", "swim", "swim (2)", "swim"].map(|name| Tag::new(name, 0, 1)).to_vec();
        let mut remarks = Remarks::default();
        settle(&mut tags, 2, &mut remarks);
        let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["swim", "swim (3)", "swim (2)", "swim (4)"]);
        assert_eq!(
            said(&remarks),
            ["tags \"swim (3)\", \"swim (4)\" were called as another tag is and have a number now"]
        );
    }

    #[test]
    fn tags_go_with_frames_that_are_left_out() {
        let mut tags = vec![Tag::new("swim", 0, 1)];
        let mut remarks = Remarks::default();
        remarks.add(Remark::FramesLeftOut { n: 1, of: 2 });
        settle(&mut tags, 1, &mut remarks);
        assert!(tags.is_empty());
        assert_eq!(said(&remarks), ["1 of 2 frames left out", "tag \"swim\" dropped"]);
    }
}

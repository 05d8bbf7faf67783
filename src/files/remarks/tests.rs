use super::*;

fn said(remarks: &Remarks) -> Vec<String> {
    remarks.iter().map(ToString::to_string).collect()
}

#[test]
fn those_of_a_kind_become_one_sentence() {
    let mut remarks = Remarks::default();
    remarks.add(Remark::HalfTransparent { opaque: 10, vanished: 0 });
    remarks.add(Remark::TagsDropped(vec!["swim".to_owned()]));
    remarks.add(Remark::HalfTransparent { opaque: 4, vanished: 40 });
    remarks.add(Remark::TagsDropped(vec!["bite".to_owned()]));
    remarks.add(Remark::CutOff(0));
    remarks.note("has no end");
    remarks.note("has no end");
    assert_eq!(
        said(&remarks),
        [
            "14 half-transparent pixels became opaque, 40 vanished",
            "tags \"swim\", \"bite\" dropped",
            "has no end"
        ]
    );
}

#[test]
fn names_of_files_are_short_and_harmless() {
    let name = format!("a\u{1b}[31m\n{}", "b".repeat(90));
    let sentence = Remark::TagsDropped(vec![name]).to_string();
    assert!(!sentence.chars().any(char::is_control), "{sentence}");
    assert!(sentence.len() < 70, "{sentence}");
    let names: Vec<String> = (0..5).map(|n| n.to_string()).collect();
    assert_eq!(
        Remark::SlicesDropped(names).to_string(),
        "5 slices \"0\", \"1\", \"2\" and 2 more left out"
    );
}

#[test]
fn many_files_share_a_line() {
    let file = |index: usize, remark: &Remark| {
        let mut remarks = Remarks::default();
        remarks.add(remark.clone());
        (format!("{index}.gif"), remarks)
    };
    let left_out = Remark::FramesLeftOut { n: 2, of: 3 };
    let mut files = vec![file(0, &left_out)];
    assert_eq!(lines(&files), ["\"0.gif\": 2 of 3 frames left out"]);
    files.extend((1..9).map(|index| file(index, &left_out)));
    files.push(file(9, &Remark::Note("is odd".to_owned())));
    assert_eq!(
        lines(&files),
        [
            "frames left out (9 files \"0.gif\", \"1.gif\", \"2.gif\" and 6 more)",
            "\"9.gif\": is odd"
        ]
    );
}

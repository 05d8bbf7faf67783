//! Numbers with limits: what is typed beyond them becomes the limit, and that is said.

use std::{cell::Cell, ops::RangeInclusive};

use egui::{Context, DragValue, Id, Response, Ui, emath::Numeric};

/// A number to be dragged or typed, within limits. `finish` sets how it is dragged and written.
pub(in crate::studio) fn limited<Num: Numeric>(
    ui: &mut Ui,
    (name, value): (&str, &mut Num),
    range: RangeInclusive<Num>,
    finish: impl FnOnce(DragValue<'_>) -> DragValue<'_>,
) -> Response {
    let (least, most) = (range.start().to_f64(), range.end().to_f64());
    let typed = Cell::new(None);
    let parse = |text: &str| {
        let digits = text.trim().trim_end_matches(|it: char| !it.is_ascii_digit()).trim();
        let number = digits.parse::<f64>().ok();
        typed.set(number);
        number
    };
    let dial = finish(DragValue::new(value).range(range));
    let response = ui.add(dial.custom_parser(parse).update_while_editing(false));
    let said = match typed.get() {
        Some(number) if most < number => Some(format!("{name}: {most} is the most")),
        Some(number) if number < least => Some(format!("{name}: {least} is the least")),
        _ => None,
    };
    if let Some(said) = said {
        ui.data_mut(|data| data.insert_temp(id(), said));
    }
    response
}

/// What is to be said about a number that was typed, once.
pub(in crate::studio) fn take_said(ctx: &Context) -> Option<String> {
    ctx.data_mut(|data| data.remove_temp(id()))
}

fn id() -> Id {
    Id::unique("said of a limit")
}

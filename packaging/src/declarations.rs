//! The declarations of the C header for languages that read C: LuaJIT's `ffi.cdef` and Python's
//! cffi.

/// Names and values of `#define` lines; the include guard has no value.
fn constants(header: &str) -> impl Iterator<Item = (&str, &str)> {
    let defines = header.lines().filter_map(|line| line.strip_prefix("#define "));
    defines.filter_map(|define| define.split_once(' '))
}

/// Structs and functions without comments, preprocessor lines and what is for C++ alone.
fn plain_c(header: &str) -> String {
    let mut depth = 0_u32;
    let mut is_comment = false;
    let mut lines = Vec::new();
    for line in header.lines() {
        if line.starts_with("#ifdef __cplusplus") {
            depth += 1;
        } else if depth > 0 && line.starts_with("#endif") {
            depth -= 1;
            continue;
        }
        is_comment |= line.starts_with("/*");
        let is_code = !(depth > 0
            || is_comment
            || line.starts_with('#')
            || line.trim_start().starts_with("//")
            || line.trim().is_empty());
        is_comment &= !line.contains("*/");
        if is_code {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// A module of constants and the text for `ffi.cdef`.
pub(crate) fn lua(header: &str) -> String {
    let mut text =
        "-- Generated from src/capi by `cargo run -p packaging -- header`; do not edit.\n\
         return {\n"
            .to_owned();
    text.extend(constants(header).map(|(name, value)| format!("    {name} = {value},\n")));
    text + "    cdef = [[\n" + &plain_c(header) + "\n]],\n}\n"
}

/// A module of constants and the text for cffi.
pub(crate) fn python(header: &str) -> String {
    let mut text =
        "# Generated from src/capi by `cargo run -p packaging -- header`; do not edit.\n\
         \"\"\"The C interface as cffi reads it, and its constants.\"\"\"\n\n"
            .to_owned();
    text.extend(constants(header).map(|(name, value)| format!("{name} = {value}\n")));
    text + "\nCDEF = \"\"\"\n" + &plain_c(header) + "\n\"\"\"\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "/* Head\n * more */\n\n#ifndef SHOAL_H\n#define SHOAL_H\n\n\
        // One.\n#define SHOAL_ONE 1\n\ntypedef struct {\n    // A number.\n    int32_t zone;\n} \
        ShoalCell;\n\n#ifdef __cplusplus\nextern \"C\" {\n#endif // __cplusplus\n\n\
        // Draws.\nint32_t shoal_draw(const ShoalCell *cell,\n                   size_t n);\n\n\
        #ifdef __cplusplus\n}  // extern \"C\"\n#endif  // __cplusplus\n\n#endif  /* SHOAL_H */\n";

    #[test]
    fn code_alone_is_left() {
        assert_eq!(
            plain_c(HEADER),
            "typedef struct {\n    int32_t zone;\n} ShoalCell;\nint32_t shoal_draw(const ShoalCell \
             *cell,\n                   size_t n);"
        );
    }

    #[test]
    fn constants_have_values() {
        let lua = lua(HEADER);
        assert!(lua.contains("    SHOAL_ONE = 1,\n") && !lua.contains("SHOAL_H "), "{lua}");
        assert!(python(HEADER).contains("\nSHOAL_ONE = 1\n"));
    }
}

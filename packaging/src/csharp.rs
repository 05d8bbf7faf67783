//! The declarations of C#, written by csbindgen from `src/capi`.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, anyhow};

/// Source files of the interface.
const SOURCES: [&str; 10] = [
    "error.rs",
    "handle.rs",
    "generator.rs",
    "axes.rs",
    "draw.rs",
    "brief.rs",
    "animate.rs",
    "breed.rs",
    "stream.rs",
    "inside.rs",
];

/// The text of `bindings/csharp/NativeMethods.g.cs`.
pub(crate) fn declarations(root: &Path) -> Result<String> {
    let folder = std::env::temp_dir().join(format!("shoal-csharp-{}", std::process::id()));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let file = folder.join("NativeMethods.g.cs");
    let mut builder = csbindgen::Builder::default();
    for source in SOURCES {
        builder = builder.input_extern_file(root.join("src/capi").join(source));
    }
    let result = builder
        .csharp_dll_name("shoal")
        .csharp_namespace("Shoal.Native")
        .csharp_class_name("NativeMethods")
        .csharp_use_function_pointer(false)
        // C# 7 has no `nuint`; Mono and older Unity read UIntPtr.
        .csharp_use_nint_types(false)
        .generate_csharp_file(&file);
    let text = result.map_err(|error| anyhow!("src/capi cannot be turned into C#: {error}"));
    let text = text.and_then(|()| Ok(fs::read_to_string(&file)?));
    fs::remove_dir_all(&folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    Ok(text?.replace("\r\n", "\n"))
}

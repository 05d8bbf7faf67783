//! Says in XMP that a model drew a picture, as shops and archives ask for it.
//!
//! The property is `Iptc4xmpExt:DigitalSourceType` with a term of the IPTC's vocabulary
//! (<https://cv.iptc.org/newscodes/digitalsourcetype/>), in the chunk that the XMP specification,
//! part 3, names for PNG.

use crate::sprite::Recipe;

/// Keyword of the iTXt chunk that holds XMP.
pub(super) const XMP_KEYWORD: &str = "XML:com.adobe.xmp";

/// The XMP of a picture that was made after these recipes; `None` where no model drew any.
pub(in crate::files) fn xmp<'a>(recipes: impl IntoIterator<Item = &'a Recipe>) -> Option<String> {
    let mut recipes = recipes.into_iter().peekable();
    recipes.peek()?;
    // Where an artist painted over what the model drew, it is a composite.
    let is_painted = recipes.any(|recipe| !recipe.edits.is_empty());
    let term =
        if is_painted { "compositeWithTrainedAlgorithmicMedia" } else { "trainedAlgorithmicMedia" };
    Some(format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" \
         xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" \
         Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/{term}\"/>\
         </rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
    ))
}

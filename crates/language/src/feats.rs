//! Number, tense, form of the verb, voice, degree: what the tag, the form and the tree tell of a token's inflection.
use crate::tagset::Tag;
use std::fmt;

/// Singular or plural.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Number {
    /// One.
    Sing,
    /// More than one.
    Plur,
}

/// Tense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tense {
    /// Past.
    Past,
    /// Present.
    Pres,
}

/// Form of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VerbForm {
    /// Finite.
    Fin,
    /// Infinitive.
    Inf,
    /// Participle.
    Part,
    /// Gerund.
    Ger,
}

/// Degree of an adjective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Degree {
    /// Comparative.
    Cmp,
    /// Superlative.
    Sup,
}

/// The morphological features of a token; unknown ones are `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Feats {
    /// Number of a noun or a finite verb in the third person.
    pub number: Option<Number>,
    /// Tense.
    pub tense: Option<Tense>,
    /// Form of the verb.
    pub verb_form: Option<VerbForm>,
    /// Whether a participle is passive.
    pub passive: bool,
    /// Degree, but for the positive.
    pub degree: Option<Degree>,
}

impl Feats {
    /// What tag and form give.
    pub(crate) fn of(tag: Tag, lower: &[u8]) -> Self {
        let none = Self::default();
        let verb = |form, tense| Self { verb_form: Some(form), tense, ..none };
        match tag {
            Tag::AdjCmp => Self { degree: Some(Degree::Cmp), ..none },
            Tag::AdjSup => Self { degree: Some(Degree::Sup), ..none },
            Tag::Noun | Tag::Propn => Self { number: Some(Number::Sing), ..none },
            Tag::NounPlural | Tag::PropnPlural => Self { number: Some(Number::Plur), ..none },
            Tag::Aux => auxiliary(lower),
            Tag::AuxNonfinite => match lower {
                b"been" | b"had" | b"done" | b"got" => verb(VerbForm::Part, Some(Tense::Past)),
                b"being" | b"having" => verb(VerbForm::Part, Some(Tense::Pres)),
                _ => verb(VerbForm::Inf, None),
            },
            Tag::VerbInfinitive => verb(VerbForm::Inf, None),
            Tag::VerbPresentThird => {
                Self { number: Some(Number::Sing), ..verb(VerbForm::Fin, Some(Tense::Pres)) }
            }
            Tag::VerbPresent => verb(VerbForm::Fin, Some(Tense::Pres)),
            Tag::VerbPast => verb(VerbForm::Fin, Some(Tense::Past)),
            Tag::VerbPastParticiple => verb(VerbForm::Part, Some(Tense::Past)),
            Tag::VerbPassive => Self { passive: true, ..verb(VerbForm::Part, Some(Tense::Past)) },
            Tag::VerbPresentParticiple => verb(VerbForm::Part, Some(Tense::Pres)),
            Tag::VerbGerund => verb(VerbForm::Ger, None),
            Tag::Adj
            | Tag::Adp
            | Tag::Adv
            | Tag::Cconj
            | Tag::Det
            | Tag::Intj
            | Tag::Num
            | Tag::Part
            | Tag::Pron
            | Tag::Punct
            | Tag::Sconj
            | Tag::Sym
            | Tag::X => none,
        }
    }
}

fn auxiliary(lower: &[u8]) -> Feats {
    let finite = Feats { verb_form: Some(VerbForm::Fin), ..Feats::default() };
    match lower {
        b"is" | b"has" | b"does" | b"'s" => {
            Feats { number: Some(Number::Sing), tense: Some(Tense::Pres), ..finite }
        }
        b"was" => Feats { number: Some(Number::Sing), tense: Some(Tense::Past), ..finite },
        b"were" | b"had" | b"did" => Feats { tense: Some(Tense::Past), ..finite },
        b"are" | b"am" | b"'m" | b"'re" | b"have" | b"'ve" | b"do" => {
            Feats { tense: Some(Tense::Pres), ..finite }
        }
        // Modal verbs have no tense of their own in UD English.
        _ => finite,
    }
}

impl fmt::Display for Feats {
    /// As CoNLL-U prints them: in alphabetical order, `_` for none.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [
            self.degree.map(|degree| match degree {
                Degree::Cmp => "Degree=Cmp",
                Degree::Sup => "Degree=Sup",
            }),
            self.number.map(|number| match number {
                Number::Sing => "Number=Sing",
                Number::Plur => "Number=Plur",
            }),
            self.tense.map(|tense| match tense {
                Tense::Past => "Tense=Past",
                Tense::Pres => "Tense=Pres",
            }),
            self.verb_form.map(|form| match form {
                VerbForm::Fin => "VerbForm=Fin",
                VerbForm::Inf => "VerbForm=Inf",
                VerbForm::Part => "VerbForm=Part",
                VerbForm::Ger => "VerbForm=Ger",
            }),
            self.passive.then_some("Voice=Pass"),
        ];
        let mut empty = true;
        for word in words.into_iter().flatten() {
            if !empty {
                out.write_str("|")?;
            }
            out.write_str(word)?;
            empty = false;
        }
        if empty { out.write_str("_") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_printed_in_order() {
        assert_eq!(Feats::of(Tag::VerbPassive, b"killed").to_string(), "Tense=Past|VerbForm=Part|Voice=Pass");
        assert_eq!(Feats::of(Tag::Aux, b"was").to_string(), "Number=Sing|Tense=Past|VerbForm=Fin");
        assert_eq!(Feats::of(Tag::Adp, b"in").to_string(), "_");
    }
}

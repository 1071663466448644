//! The closed vocabularies of Universal Dependencies that a token carries.
use std::fmt;

/// Declares a closed set with the word that CoNLL-U prints for each member.
macro_rules! closed_set {
    ($(#[$meta:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$note])* $variant,)+ }

        impl $name {
            /// Every member, in the order of the models' classes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word that CoNLL-U prints.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The member with this word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.as_str() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.as_str())
            }
        }
    };
}

closed_set! {
    /// Universal part of speech.
    Upos {
        /// Adjective.
        Adj = "ADJ",
        /// Preposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary verb, the copula among them.
        Aux = "AUX",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun.
        Noun = "NOUN",
        /// Numeral.
        Num = "NUM",
        /// Particle: `to`, `not`, `'s`.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Proper noun.
        Propn = "PROPN",
        /// Punctuation mark.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Something else.
        X = "X",
    }
}

closed_set! {
    /// Relation of a token to its head, with the subtypes of UD English. What the treebank has fewer than ten times stands under
    /// its main relation.
    Deprel {
        /// Clause that modifies a noun.
        Acl = "acl",
        /// Relative clause.
        AclRelcl = "acl:relcl",
        /// Clause that modifies a predicate.
        Advcl = "advcl",
        /// Relative clause that takes up a whole clause.
        AdvclRelcl = "advcl:relcl",
        /// Adverb.
        Advmod = "advmod",
        /// Adjective.
        Amod = "amod",
        /// Apposition.
        Appos = "appos",
        /// Auxiliary.
        Aux = "aux",
        /// Auxiliary of the passive.
        AuxPass = "aux:pass",
        /// Preposition or possessive mark.
        Case = "case",
        /// Conjunction.
        Cc = "cc",
        /// `both`, `either`.
        CcPreconj = "cc:preconj",
        /// Clause as object.
        Ccomp = "ccomp",
        /// Part of a compound.
        Compound = "compound",
        /// Particle of a verb.
        CompoundPrt = "compound:prt",
        /// Member of a coordination.
        Conj = "conj",
        /// Copula.
        Cop = "cop",
        /// Clause as subject.
        Csubj = "csubj",
        /// Clause as subject of a passive.
        CsubjPass = "csubj:pass",
        /// No other fits.
        Dep = "dep",
        /// Determiner.
        Det = "det",
        /// `all` of `all the`.
        DetPredet = "det:predet",
        /// Interjection.
        Discourse = "discourse",
        /// Expletive.
        Expl = "expl",
        /// Part of a fixed expression.
        Fixed = "fixed",
        /// Part of a name.
        Flat = "flat",
        /// Part of a word that was written apart.
        Goeswith = "goeswith",
        /// Indirect object.
        Iobj = "iobj",
        /// Item of a list.
        List = "list",
        /// Mark of a clause.
        Mark = "mark",
        /// Noun that modifies a noun.
        Nmod = "nmod",
        /// Title or description before a name.
        NmodDesc = "nmod:desc",
        /// Possessor.
        NmodPoss = "nmod:poss",
        /// Noun that modifies a noun, without a preposition.
        NmodUnmarked = "nmod:unmarked",
        /// Subject.
        Nsubj = "nsubj",
        /// Subject outside of a clause that is itself the predicate.
        NsubjOuter = "nsubj:outer",
        /// Subject of a passive.
        NsubjPass = "nsubj:pass",
        /// Numeral.
        Nummod = "nummod",
        /// Object.
        Obj = "obj",
        /// Oblique.
        Obl = "obl",
        /// Agent of a passive.
        OblAgent = "obl:agent",
        /// Oblique without a preposition, most often of time.
        OblUnmarked = "obl:unmarked",
        /// Dependent of something left out.
        Orphan = "orphan",
        /// Loosely joined clause: `said`, an insertion.
        Parataxis = "parataxis",
        /// Punctuation.
        Punct = "punct",
        /// Overridden slip of the tongue.
        Reparandum = "reparandum",
        /// Addressee.
        Vocative = "vocative",
        /// Clause whose subject is its governor's argument.
        Xcomp = "xcomp",
        /// Head of the sentence. Last: no model predicts it.
        Root = "root",
    }
}

impl Deprel {
    /// The relation of a treebank's word: an unknown subtype stands under its main relation, an unknown one under `dep`.
    #[must_use]
    pub fn nearest(word: &str) -> Self {
        let main = word.split(':').next().unwrap_or(word);
        Self::from_word(word).or_else(|| Self::from_word(main)).unwrap_or(Self::Dep)
    }
}

closed_set! {
    /// What the tagger tells apart: part of speech with the inflection that neither the form nor the tree would give.
    Tag {
        /// Adjective, positive.
        Adj = "ADJ",
        /// Comparative.
        AdjCmp = "ADJ.Cmp",
        /// Superlative.
        AdjSup = "ADJ.Sup",
        /// Preposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary, finite.
        Aux = "AUX",
        /// Auxiliary, infinitive or participle.
        AuxNonfinite = "AUX.Non",
        /// Conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun, singular.
        Noun = "NOUN",
        /// Noun, plural.
        NounPlural = "NOUN.Plur",
        /// Numeral.
        Num = "NUM",
        /// Particle.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Proper noun, singular.
        Propn = "PROPN",
        /// Proper noun, plural.
        PropnPlural = "PROPN.Plur",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb, infinitive.
        VerbInfinitive = "VERB.Inf",
        /// Verb, finite present, third person singular.
        VerbPresentThird = "VERB.Pres3",
        /// Verb, finite present, other persons; imperative.
        VerbPresent = "VERB.Pres",
        /// Verb, finite past.
        VerbPast = "VERB.Past",
        /// Past participle, active.
        VerbPastParticiple = "VERB.PastPart",
        /// Past participle, passive.
        VerbPassive = "VERB.Pass",
        /// Present participle.
        VerbPresentParticiple = "VERB.PresPart",
        /// Gerund.
        VerbGerund = "VERB.Ger",
        /// Something else.
        X = "X",
    }
}

impl Tag {
    /// The part of speech.
    #[must_use]
    pub const fn upos(self) -> Upos {
        match self {
            Self::Adj | Self::AdjCmp | Self::AdjSup => Upos::Adj,
            Self::Adp => Upos::Adp,
            Self::Adv => Upos::Adv,
            Self::Aux | Self::AuxNonfinite => Upos::Aux,
            Self::Cconj => Upos::Cconj,
            Self::Det => Upos::Det,
            Self::Intj => Upos::Intj,
            Self::Noun | Self::NounPlural => Upos::Noun,
            Self::Num => Upos::Num,
            Self::Part => Upos::Part,
            Self::Pron => Upos::Pron,
            Self::Propn | Self::PropnPlural => Upos::Propn,
            Self::Punct => Upos::Punct,
            Self::Sconj => Upos::Sconj,
            Self::Sym => Upos::Sym,
            Self::VerbInfinitive
            | Self::VerbPresentThird
            | Self::VerbPresent
            | Self::VerbPast
            | Self::VerbPastParticiple
            | Self::VerbPassive
            | Self::VerbPresentParticiple
            | Self::VerbGerund => Upos::Verb,
            Self::X => Upos::X,
        }
    }

    /// The tag of a treebank's token.
    #[must_use]
    pub fn of(upos: Upos, feats: &str) -> Self {
        let has = |feature: &str| feats.split('|').any(|one| one == feature);
        match upos {
            Upos::Adj if has("Degree=Cmp") => Self::AdjCmp,
            Upos::Adj if has("Degree=Sup") => Self::AdjSup,
            Upos::Adj => Self::Adj,
            Upos::Adp => Self::Adp,
            Upos::Adv => Self::Adv,
            Upos::Aux if has("VerbForm=Fin") => Self::Aux,
            Upos::Aux => Self::AuxNonfinite,
            Upos::Cconj => Self::Cconj,
            Upos::Det => Self::Det,
            Upos::Intj => Self::Intj,
            Upos::Noun if has("Number=Plur") || has("Number=Ptan") => Self::NounPlural,
            Upos::Noun => Self::Noun,
            Upos::Num => Self::Num,
            Upos::Part => Self::Part,
            Upos::Pron => Self::Pron,
            Upos::Propn if has("Number=Plur") || has("Number=Ptan") => Self::PropnPlural,
            Upos::Propn => Self::Propn,
            Upos::Punct => Self::Punct,
            Upos::Sconj => Self::Sconj,
            Upos::Sym => Self::Sym,
            Upos::Verb => Self::of_verb(&has),
            Upos::X => Self::X,
        }
    }

    fn of_verb(has: &dyn Fn(&str) -> bool) -> Self {
        if has("VerbForm=Inf") {
            Self::VerbInfinitive
        } else if has("VerbForm=Ger") {
            Self::VerbGerund
        } else if has("VerbForm=Part") {
            match (has("Voice=Pass"), has("Tense=Past")) {
                (true, _) => Self::VerbPassive,
                (false, true) => Self::VerbPastParticiple,
                (false, false) => Self::VerbPresentParticiple,
            }
        } else if has("Tense=Past") {
            Self::VerbPast
        } else if has("Number=Sing") && has("Person=3") {
            Self::VerbPresentThird
        } else {
            Self::VerbPresent
        }
    }
}

//! Which language a text is in, and how much of it is read.
//!
//! By script first, then by the share of function words and distinctive letters (`language/identify.toml`). No model: a text of news holds
//! a function word in every third word, and a table can be checked by somebody who speaks the language. Languages that the table does not
//! have are `None`, never the nearest.
use crate::{Error, Files, WordSet, fold};
use serde::Deserialize;

const PATH: &str = "language/identify.toml";

/// Words that are looked at: the beginning of a text tells its language.
const WORDS: usize = 400;

/// Least share of function words (or of words with a distinctive letter) of the language that is named. Lists and tables of names stay
/// below; running text of the languages in the table lies between .25 and .6.
const ENOUGH: f64 = 0.12;

/// Fewest words that tell a language where another of its script is read in full.
const FEWEST: usize = 3;

/// By how much a language must lead before one that is read in full.
const LEAD: f64 = 0.1;

/// How much of a language is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingLevel {
    /// Everything of the extraction contract.
    Full,
    /// Actors as by dictionary; beside them places, times, figures and the kind of happening of a sentence, by words and without grammar.
    Shallow,
    /// Actors that the lexicon has in this script or spelling; no events.
    Dictionary,
}

/// A language of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownLanguage {
    /// BCP 47.
    pub tag: String,
    /// Its English name.
    pub name: String,
    /// How much is read.
    pub level: ReadingLevel,
    script: Script,
    words: WordSet,
    letters: Vec<char>,
}

impl KnownLanguage {
    /// Whether its script has no capitals, so that names look like other words.
    #[must_use]
    pub const fn has_no_capitals(&self) -> bool {
        match self.script {
            Script::Latin | Script::Cyrillic => false,
            Script::Arabic | Script::Devanagari | Script::Bengali | Script::Ethiopic => true,
        }
    }

    /// Whether a folded word is one of its function words.
    #[must_use]
    pub fn has_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }
}

/// Scripts that tell languages apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Bengali,
    Ethiopic,
}

impl Script {
    const ALL: [Self; 6] =
        [Self::Latin, Self::Cyrillic, Self::Arabic, Self::Devanagari, Self::Bengali, Self::Ethiopic];

    /// The script of a letter by its Unicode block.
    const fn of(letter: char) -> Option<Self> {
        match letter {
            'a'..='z'
            | 'A'..='Z'
            | '\u{c0}'..='\u{24f}'
            | '\u{253}'..='\u{2af}'
            | '\u{1e00}'..='\u{1eff}' => Some(Self::Latin),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            '\u{620}'..='\u{6ff}'
            | '\u{750}'..='\u{77f}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}' => Some(Self::Arabic),
            '\u{900}'..='\u{97f}' => Some(Self::Devanagari),
            '\u{980}'..='\u{9ff}' => Some(Self::Bengali),
            '\u{1200}'..='\u{137f}' => Some(Self::Ethiopic),
            _ => None,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    language: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    tag: String,
    name: String,
    script: Script,
    level: ReadingLevel,
    words: Vec<String>,
    #[serde(default)]
    letters: String,
}

/// The languages that can be told.
#[derive(Debug, Default)]
pub struct Languages {
    all: Vec<KnownLanguage>,
}

impl Languages {
    pub(crate) fn load(files: &Files) -> Result<Self, Error> {
        let content = files
            .effective(PATH)
            .ok_or_else(|| Error::new(PATH, None, "found no such file, expected the table of languages"))?;
        let table: Table = toml::from_str(content).map_err(|error| {
            let line = error.span().map(|span| content[..span.start].lines().count().max(1));
            Error::new(PATH, line, error.message().to_owned())
        })?;
        let language = |row: Row| KnownLanguage {
            tag: row.tag,
            name: row.name,
            level: row.level,
            script: row.script,
            words: row.words.iter().map(|word| fold(word).text).collect(),
            letters: row.letters.chars().collect(),
        };
        Ok(Self { all: table.language.into_iter().map(language).collect() })
    }

    /// Every language of the table, in its order.
    #[must_use]
    pub fn all(&self) -> &[KnownLanguage] {
        &self.all
    }

    /// The language with this tag, whatever its subtags ("fa-AF").
    #[must_use]
    pub fn get(&self, tag: &str) -> Option<&KnownLanguage> {
        let first = tag.split(['-', '_']).next().unwrap_or(tag);
        self.all.iter().find(|language| language.tag.eq_ignore_ascii_case(first))
    }

    /// The language that a text is in; `None` where it has too few words, or too few that any of the table would have.
    #[must_use]
    pub fn identify(&self, text: &str) -> Option<&KnownLanguage> {
        let words: Vec<&str> = text
            .split(|letter: char| !(letter.is_alphabetic() || is_joined(letter)))
            .filter(|word| !word.is_empty())
            .take(WORDS)
            .collect();
        let script = dominant_script(&words)?;
        let of_script: Vec<&str> = words
            .into_iter()
            .filter(|word| word.chars().any(|letter| Script::of(letter) == Some(script)))
            .collect();
        if of_script.len() < 3 {
            return None;
        }
        let folded: Vec<String> = of_script.iter().map(|word| fold(word).text).collect();
        let share = |language: &KnownLanguage| {
            let fits = of_script.iter().zip(&folded).filter(|(word, folded)| {
                language.words.contains(folded.as_str())
                    || word.chars().any(|letter| language.letters.contains(&letter))
            });
            fits.count() as f64 / of_script.len() as f64
        };
        let of_it = self.all.iter().filter(|language| language.script == script);
        let mut scored: Vec<(f64, &KnownLanguage)> =
            of_it.map(|language| (share(language), language)).collect();
        // The first of equals in the order of the table.
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let best = *scored.first().filter(|(share, _)| *share >= ENOUGH)?;
        // A short text in a language that is read in full may hold a few words of another: that one must lead clearly.
        let full = scored.iter().find(|(_, language)| language.level == ReadingLevel::Full);
        let n_words = (best.0 * of_script.len() as f64).round() as usize;
        match full {
            Some(full) if full.0 >= ENOUGH / 2.0 && best.0 - full.0 < LEAD => Some(full.1),
            // "Al-Shabaab threatened Kenya": one word that is Spanish, too, tells nothing.
            Some(full) if full.1 != best.1 && n_words < FEWEST => None,
            _ => Some(best.1),
        }
    }
}

/// Marks that stand inside words: joiners, apostrophes, vowel signs.
const fn is_joined(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}' | '\'' | '\u{2019}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{900}'..='\u{94d}' | '\u{981}'..='\u{9cd}')
}

fn dominant_script(words: &[&str]) -> Option<Script> {
    let letters: Vec<Script> = words.iter().flat_map(|word| word.chars()).filter_map(Script::of).collect();
    let count = |script: Script| letters.iter().filter(|one| **one == script).count();
    let script = Script::ALL.into_iter().max_by_key(|script| count(*script))?;
    // A text that is half names in another script is of the script of its other half.
    (count(script) * 2 > letters.len()).then_some(script)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lexicon;

    /// Sentences made for this test, as news would write them.
    const SENTENCES: [(&str, &str); 32] = [
        (
            "en",
            "Gunmen attacked a checkpoint in the north of the country on Friday, and three soldiers were killed.",
        ),
        ("en", "The group said it was behind the bombing."),
        ("fr", "Des hommes armés ont attaqué un village dans le nord du pays, selon les autorités."),
        ("fr", "Au moins douze personnes ont été tuées par une explosion sur le marché."),
        (
            "es",
            "Hombres armados atacaron un puesto de la policía en el sur del país y mataron a tres agentes.",
        ),
        ("es", "El grupo se atribuyó el atentado, según un comunicado."),
        ("pt", "Homens armados atacaram uma aldeia no norte da província e mataram pelo menos dez pessoas."),
        ("de", "Bei einem Anschlag auf einen Markt wurden am Freitag mindestens zwölf Menschen getötet."),
        ("it", "Uomini armati hanno attaccato una base nel nord del paese e tre soldati sono stati uccisi."),
        ("tr", "Silahlı kişiler kuzeydeki bir köye saldırdı ve üç asker hayatını kaybetti."),
        ("tr", "Saldırıyı bu örgüt üstlendi, ancak polis daha fazla bilgi vermedi."),
        ("id", "Orang bersenjata menyerang sebuah pos polisi dan menewaskan tiga orang pada hari Jumat."),
        (
            "so",
            "Dagaalyahano hubaysan ayaa weerar ku qaaday saldhig ku yaalla magaalada, waxaana ku dhintay saddex askari.",
        ),
        ("ha", "Wasu mahara sun kai hari a wani kauye a jihar, kuma sun kashe mutane da dama."),
        (
            "sw",
            "Watu wenye silaha walishambulia kijiji kimoja katika jimbo la kaskazini na kuwaua watu kumi.",
        ),
        ("ku", "Çekdaran êrîşî gundekî kirin û sê leşker hatin kuştin."),
        ("ru", "Вооружённые люди напали на полицейский пост, были убиты трое военных."),
        ("ru", "Ответственность за взрыв взяла на себя группировка, о которой ранее не было известно."),
        ("uk", "Озброєні люди напали на поліцейський пост, були вбиті троє військових і один цивільний."),
        ("ar", "قال مسؤول إن مسلحين هاجموا نقطة تفتيش في شمال البلاد وقتلوا ثلاثة جنود."),
        ("ar", "أعلن التنظيم مسؤوليته عن التفجير الذي وقع في العاصمة."),
        ("fa", "افراد مسلح به یک پاسگاه در شمال کشور حمله کردند و سه سرباز کشته شدند."),
        ("fa", "این گروه مسئولیت انفجار را بر عهده گرفت."),
        ("ps", "وسله والو په شمال کې پر يوې پوستې بريد وکړ او درې سرتېري ووژل شول."),
        ("ps", "دغې ډلې د چاودنې مسووليت پر غاړه واخیست."),
        ("ur", "مسلح افراد نے شمال میں ایک چوکی پر حملہ کیا جس میں تین اہلکار ہلاک ہو گئے۔"),
        ("ur", "اس تنظیم نے دھماکے کی ذمہ داری قبول کر لی ہے۔"),
        ("ckb", "چەکداران هێرشیان کردە سەر بنکەیەک لە باکووری وڵات و سێ سەرباز کوژران."),
        ("hi", "हथियारबंद लोगों ने उत्तर में एक चौकी पर हमला किया और तीन सैनिक मारे गए।"),
        ("bn", "অস্ত্রধারীরা একটি চৌকিতে হামলা করে এবং তিনজন সেনা নিহত হয়।"),
        ("am", "ታጣቂዎች በሰሜን አካባቢ ላይ ጥቃት ፈጽመው ሦስት ወታደሮች ተገድለዋል ነው የተባለው።"),
        (
            "en",
            "Islamic State claimed responsibility for an attack that killed 12 people in Kabul, Amaq said.",
        ),
    ];

    #[test]
    fn sentences_are_told_by_their_language() {
        let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
        let wrong: Vec<String> = SENTENCES
            .iter()
            .filter_map(|(tag, text)| {
                let found = lexicon.languages.identify(text).map(|language| language.tag.as_str());
                (found != Some(*tag)).then(|| format!("{tag}: {found:?}: {text}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), SENTENCES.len(), wrong.join("\n"));
    }

    #[test]
    fn what_is_no_language_of_the_table_is_none() {
        let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
        for text in [
            "",
            "12 34 56",
            "Kabul Kunduz Herat Mazar Jalalabad Ghazni",
            "これは日本語の文章です",
            "Ghlgr mvpq xtrw zzkk bnmt",
        ] {
            assert_eq!(lexicon.languages.identify(text).map(|one| one.tag.as_str()), None, "{text}");
        }
        assert_eq!(lexicon.languages.get("fa-AF").map(|one| one.level), Some(ReadingLevel::Shallow));
    }
}

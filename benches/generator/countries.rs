//! Countries with their people, capitals and leaders: one article is recast from one country to another as a whole, so
//! that labels spread as they do in an archive and not only over the countries of the corpus.

use crate::generator::random::Random;

/// Columns of a row.
const COLUMNS: usize = 5;

/// Rows.
pub(crate) const ROWS: usize = 36;

/// Name, adjective, capital, first and last name of a leader of 2025; the more often in the news the higher. A capital
/// or a name of two words is only ever put in, never looked for.
const COUNTRIES: [[&str; COLUMNS]; ROWS] = [
    ["China", "Chinese", "Beijing", "Xi", "Jinping"],
    ["Russia", "Russian", "Moscow", "Vladimir", "Putin"],
    ["Japan", "Japanese", "Tokyo", "Sanae", "Takaichi"],
    ["Britain", "British", "London", "Keir", "Starmer"],
    ["France", "French", "Paris", "Emmanuel", "Macron"],
    ["Germany", "German", "Berlin", "Friedrich", "Merz"],
    ["Ukraine", "Ukrainian", "Kyiv", "Volodymyr", "Zelenskyy"],
    ["India", "Indian", "Delhi", "Narendra", "Modi"],
    ["Israel", "Israeli", "Jerusalem", "Benjamin", "Netanyahu"],
    ["Iran", "Iranian", "Tehran", "Masoud", "Pezeshkian"],
    ["Canada", "Canadian", "Ottawa", "Mark", "Carney"],
    ["Italy", "Italian", "Rome", "Giorgia", "Meloni"],
    ["Australia", "Australian", "Canberra", "Anthony", "Albanese"],
    ["Brazil", "Brazilian", "Brasilia", "Luiz Inacio", "Lula da Silva"],
    ["Turkey", "Turkish", "Ankara", "Recep Tayyip", "Erdogan"],
    ["Mexico", "Mexican", "Mexico City", "Claudia", "Sheinbaum"],
    ["Spain", "Spanish", "Madrid", "Pedro", "Sanchez"],
    ["Poland", "Polish", "Warsaw", "Donald", "Tusk"],
    ["Hungary", "Hungarian", "Budapest", "Viktor", "Orban"],
    ["Pakistan", "Pakistani", "Islamabad", "Shehbaz", "Sharif"],
    ["Egypt", "Egyptian", "Cairo", "Abdel Fattah", "el-Sisi"],
    ["Indonesia", "Indonesian", "Jakarta", "Prabowo", "Subianto"],
    ["Argentina", "Argentine", "Buenos Aires", "Javier", "Milei"],
    ["Malaysia", "Malaysian", "Kuala Lumpur", "Anwar", "Ibrahim"],
    ["Thailand", "Thai", "Bangkok", "Anutin", "Charnvirakul"],
    ["Sweden", "Swedish", "Stockholm", "Ulf", "Kristersson"],
    ["Denmark", "Danish", "Copenhagen", "Mette", "Frederiksen"],
    ["Greece", "Greek", "Athens", "Kyriakos", "Mitsotakis"],
    ["Norway", "Norwegian", "Oslo", "Jonas Gahr", "Støre"],
    ["Finland", "Finnish", "Helsinki", "Petteri", "Orpo"],
    ["Kenya", "Kenyan", "Nairobi", "William", "Ruto"],
    ["Colombia", "Colombian", "Bogota", "Gustavo", "Petro"],
    ["Ghana", "Ghanaian", "Accra", "John", "Mahama"],
    ["Morocco", "Moroccan", "Rabat", "Aziz", "Akhannouch"],
    ["Ethiopia", "Ethiopian", "Addis Ababa", "Abiy", "Ahmed"],
    ["Iceland", "Icelandic", "Reykjavik", "Kristrun", "Frostadottir"],
];

const NAME: usize = 0;
const CAPITAL: usize = 2;
const FIRST: usize = 3;
const LAST: usize = 4;

/// A cell of the table.
#[derive(Clone, Copy)]
pub(crate) struct Cell {
    row: usize,
    column: usize,
}

impl Cell {
    /// Where `word` stands. First names are everybody's: they count only before the leader's last name.
    pub(crate) fn of(word: &str, next: &str) -> Option<Self> {
        let cell = |row: usize| {
            let column = COUNTRIES[row].iter().position(|cell| *cell == word)?;
            (column != FIRST || next == COUNTRIES[row][LAST]).then_some(Self { row, column })
        };
        (0..COUNTRIES.len()).find_map(cell)
    }

    /// The country.
    pub(crate) fn row(self) -> usize {
        self.row
    }
}

/// Which country plays which one in an article.
pub(crate) struct Cast(u64);

impl Cast {
    /// A share of the countries plays itself.
    const SAME: f64 = 0.4;

    pub(crate) fn new(random: &mut Random) -> Self {
        Self(random.next())
    }

    /// What to write for `cell`.
    pub(crate) fn play(&self, cell: Cell) -> &'static str {
        COUNTRIES[self.row(cell.row)][cell.column]
    }

    /// Which country plays that of a row: the same one throughout an article, low rows more often.
    pub(crate) fn row(&self, row: usize) -> usize {
        let mut random = Random::new(self.0, row as u64);
        if random.chance(Self::SAME) { row } else { any(&mut random) }
    }
}

/// A square makes the first countries the commonest: row r has a share of about 1 / (12 sqrt r).
fn any(random: &mut Random) -> usize {
    let unit = random.below(1 << 16) as f64 / f64::from(1 << 16);
    (unit * unit * COUNTRIES.len() as f64) as usize
}

/// A capital, for a dateline.
pub(crate) fn capital(random: &mut Random) -> &'static str {
    COUNTRIES[any(random)][CAPITAL]
}

/// The name of a country, for a section.
pub(crate) fn country(random: &mut Random) -> &'static str {
    COUNTRIES[any(random)][NAME]
}

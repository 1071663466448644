//! Who published the reports, counted in the database.
use crate::pages::report_line;
use crate::sources::{COLUMNS, Source, source_of_row};
use crate::{Error, Pages};
use jiff::civil::Date;
use model::Public;
use model::dossier::ReportLine;
use rusqlite::params;

/// An outlet, and how much of the record is its.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletLine {
    /// Its name; `None` for reports whose outlet is not known.
    pub name: Option<String>,
    /// Its reports.
    pub n_reports: usize,
    /// Independent origins of them.
    pub n_origins: usize,
    /// First day of publication.
    pub first: Option<Date>,
    /// Last day of publication.
    pub last: Option<Date>,
}

impl Pages {
    /// Outlets, most reports first, then by name; what has none last.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn outlets(&self) -> Result<Vec<OutletLine>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT json_extract(metadata, '$.source') AS name, COUNT(*), COUNT(DISTINCT COALESCE(origin, report.text)), MIN(published), MAX(published)
             FROM report LEFT JOIN text_origin ON text_origin.text = report.text
             GROUP BY name ORDER BY name IS NULL, COUNT(*) DESC, name",
        )?;
        let mut rows = select.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let number = |at: usize| row.get::<_, i64>(at).map(|number| number.unsigned_abs() as usize);
            let day =
                |at: usize| row.get::<_, Option<String>>(at).map(|day| day.and_then(|day| day.parse().ok()));
            let name: Option<String> = row.get(0)?;
            let name = name.map(|name| self.words(&name).into_inner());
            lines.push(OutletLine {
                name,
                n_reports: number(1)?,
                n_origins: number(2)?,
                first: day(3)?,
                last: day(4)?,
            });
        }
        Ok(lines)
    }

    /// Languages as reports state them, with how many reports, most first; `None` for those that state none.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn report_languages(&self) -> Result<Vec<(Option<String>, usize)>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT json_extract(metadata, '$.language') AS language, COUNT(*) FROM report GROUP BY language ORDER BY COUNT(*) DESC, language",
        )?;
        let rows =
            select.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs() as usize)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The reports of one outlet, newest first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn reports_of_outlet(
        &self,
        outlet: &str,
        limit: usize,
        offset: usize,
    ) -> Result<Public<Vec<ReportLine>>, Error> {
        let [limit, offset] = [limit, offset].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
        let mut select = self.connection.prepare_cached(
            "SELECT number FROM report WHERE json_extract(metadata, '$.source') = ?1
             ORDER BY published IS NULL, published DESC, number DESC LIMIT ?2 OFFSET ?3",
        )?;
        let numbers = select.query_map(params![outlet, limit, offset], |row| row.get::<_, i64>(0))?;
        let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
        let lines = numbers
            .into_iter()
            .map(|number| report_line(&self.connection, number))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(self.gate.pass(lines))
    }

    /// What is looked at again and again, and how that went, in the order in which it was added.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn source_health(&self) -> Result<Vec<Source>, Error> {
        let mut select =
            self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM source ORDER BY number"))?;
        let sources = select.query_map([], source_of_row)?;
        Ok(sources.collect::<Result<_, _>>()?)
    }

    /// When a generation was committed, RFC 3339 in UTC.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn generation_at(&self, generation: u64) -> Result<Option<String>, Error> {
        use rusqlite::OptionalExtension as _;
        let number = i64::try_from(generation).unwrap_or(i64::MAX);
        let mut select = self.connection.prepare_cached("SELECT at FROM generation WHERE number = ?1")?;
        Ok(select.query_row([number], |row| row.get(0)).optional()?)
    }
}

//! Functions that run statements. They are macros that each engine expands, because code that is
//! generic over the engine would need sqlx trait bounds that are longer than these functions.

/// Defines the functions of [`Engine`](super::engine::Engine) that run statements.
macro_rules! ask {
    () => {
        async fn execute(
            connection: &mut Self::Connection,
            sql: &'static str,
            values: &[Value<'_>],
        ) -> Result<u64, sqlx::Error> {
            let query = sqlx::query_with(sql, bound(values)?);
            Ok(query.execute(connection).await?.rows_affected())
        }

        async fn execute_text(
            connection: &mut Self::Connection,
            sql: String,
            values: &[Value<'_>],
        ) -> Result<u64, sqlx::Error> {
            let query = sqlx::query_with(sqlx::AssertSqlSafe(sql), bound(values)?);
            Ok(query.execute(connection).await?.rows_affected())
        }

        async fn entries(
            connection: &mut Self::Connection,
            sql: &'static str,
            values: &[Value<'_>],
        ) -> Result<Vec<Entry>, sqlx::Error> {
            let query = sqlx::query_with(sql, bound(values)?);
            let rows = query.fetch_all(connection).await?;
            rows.iter().map(entry).collect()
        }

        async fn number(
            connection: &mut Self::Connection,
            sql: &'static str,
            values: &[Value<'_>],
        ) -> Result<Option<i64>, sqlx::Error> {
            let query = sqlx::query_with(sql, bound(values)?);
            let row = query.fetch_optional(connection).await?;
            row.map(|row| sqlx::Row::try_get(&row, 0)).transpose()
        }

        async fn script(
            connection: &mut Self::Connection,
            sql: &'static str,
        ) -> Result<(), sqlx::Error> {
            sqlx::raw_sql(sql).execute(connection).await?;
            Ok(())
        }
    };
}

/// Defines the functions that [`ask`] calls. An owner is bound as the value that `$owner` returns for it.
macro_rules! values_and_rows {
    ($arguments:ty, $row:ty, owner: $owner:expr) => {
        fn bound(values: &[Value<'_>]) -> Result<$arguments, sqlx::Error> {
            let mut arguments = <$arguments>::default();
            for value in values {
                match *value {
                    Value::Bytes(bytes) => sqlx::Arguments::add(&mut arguments, bytes),
                    Value::Owner(owner) => sqlx::Arguments::add(&mut arguments, owner.map($owner)),
                    Value::Number(number) => sqlx::Arguments::add(&mut arguments, number),
                }
                .map_err(sqlx::Error::Encode)?;
            }
            Ok(arguments)
        }

        fn entry(row: &$row) -> Result<Entry, sqlx::Error> {
            use sqlx::Row as _;

            Entry::try_from(Row {
                key: row.try_get(0)?,
                kind: row.try_get(1)?,
                owner: row.try_get(2)?,
                version: row.try_get(3)?,
                created: row.try_get(4)?,
                seen: row.try_get(5)?,
                expires: row.try_get(6)?,
                data: row.try_get(7)?,
            })
        }
    };
}

pub(super) use {ask, values_and_rows};

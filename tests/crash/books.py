"""Questions to the books that nothing may answer, whatever was killed."""

QUESTIONS = {
    "unbalanced": """
        SELECT move_id, sum(balance) FROM account_move_line WHERE company_id = %(c)s
         GROUP BY 1 HAVING sum(balance) != 0""",
    "drafts": """
        SELECT id FROM account_move WHERE company_id = %(c)s AND state != 'posted'""",
    "gaps in the sequence": """
        SELECT name FROM (
            SELECT name, sequence_number - lag(sequence_number, 1, 0) OVER (
                       PARTITION BY journal_id, sequence_prefix
                       ORDER BY sequence_number) AS step
              FROM account_move WHERE company_id = %(c)s) numbered WHERE step != 1""",
    "residuals that do not follow from what was reconciled": """
        SELECT line.id FROM account_move_line line
          LEFT JOIN LATERAL (
                SELECT COALESCE(sum(CASE WHEN debit_move_id = line.id
                                         THEN -amount ELSE amount END), 0) AS paid
                  FROM account_partial_reconcile
                 WHERE line.id IN (debit_move_id, credit_move_id)) partial ON TRUE
          JOIN account_account account ON account.id = line.account_id
           AND account.account_type = 'asset_receivable'
         WHERE line.company_id = %(c)s
           AND line.amount_residual != line.balance + partial.paid""",
}


def ask(env, company_id, questions=()):
    """What the general questions and ``questions`` (title -> query) find."""
    for title, query in {**QUESTIONS, **dict(questions)}.items():
        env.cr.execute(query, {"c": company_id})
        if rows := env.cr.fetchall():
            yield f"{title}: {rows[:5]}"

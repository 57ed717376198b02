CREATE TABLE submissions (
    submission INTEGER NOT NULL, 
    file TEXT NOT NULL, 
    sha256 TEXT NOT NULL, 
    rows JSON NOT NULL, 
    received_on TEXT NOT NULL, 
    recorded_at TEXT NOT NULL, 
    PRIMARY KEY (submission)
);

CREATE INDEX ix_submissions_sha256 ON submissions (sha256);

CREATE TABLE actions (
    submission INTEGER NOT NULL, 
    file_row INTEGER NOT NULL, 
    action_id TEXT, 
    raised_on DATE, 
    raised_at TEXT, 
    owner TEXT, 
    matter TEXT, 
    due_on DATE, 
    status TEXT, 
    closed_on DATE, 
    withdrawn BOOLEAN, 
    fictitious BOOLEAN, 
    typed JSON NOT NULL, 
    PRIMARY KEY (submission, file_row), 
    FOREIGN KEY(submission) REFERENCES submissions (submission)
);

CREATE TABLE carriers (
    submission INTEGER NOT NULL, 
    file_row INTEGER NOT NULL, 
    district TEXT, 
    carrier TEXT, 
    kind TEXT, 
    level TEXT, 
    opened_on DATE, 
    operator TEXT, 
    area_m2 FLOAT, 
    professional_staff BIGINT, 
    mentors BIGINT, 
    fund_wan FLOAT, 
    service_station BOOLEAN, 
    withdrawn BOOLEAN, 
    fictitious BOOLEAN, 
    typed JSON NOT NULL, 
    PRIMARY KEY (submission, file_row), 
    FOREIGN KEY(submission) REFERENCES submissions (submission)
);

CREATE TABLE enterprises (
    submission INTEGER NOT NULL, 
    file_row INTEGER NOT NULL, 
    uscc TEXT, 
    name TEXT, 
    district TEXT, 
    district_basis TEXT, 
    registered_on DATE, 
    field TEXT, 
    carrier TEXT, 
    withdrawn BOOLEAN, 
    fictitious BOOLEAN, 
    typed JSON NOT NULL, 
    PRIMARY KEY (submission, file_row), 
    FOREIGN KEY(submission) REFERENCES submissions (submission)
);

CREATE TABLE events (
    submission INTEGER NOT NULL, 
    file_row INTEGER NOT NULL, 
    district TEXT, 
    event_id TEXT, 
    indicator TEXT, 
    occurred_on DATE, 
    title TEXT, 
    amount_wan FLOAT, 
    carrier TEXT, 
    evidence TEXT, 
    withdrawn BOOLEAN, 
    fictitious BOOLEAN, 
    typed JSON NOT NULL, 
    PRIMARY KEY (submission, file_row), 
    FOREIGN KEY(submission) REFERENCES submissions (submission)
);

CREATE TABLE financials (
    submission INTEGER NOT NULL, 
    file_row INTEGER NOT NULL, 
    uscc TEXT, 
    year BIGINT, 
    staff BIGINT, 
    rd_staff BIGINT, 
    revenue_wan FLOAT, 
    rd_expense_wan FLOAT, 
    domestic_rd_expense_wan FLOAT, 
    cost_wan FLOAT, 
    total_assets_wan FLOAT, 
    net_assets_wan FLOAT, 
    hitech_revenue_wan FLOAT, 
    total_revenue_wan FLOAT, 
    class1_ip BIGINT, 
    class2_ip BIGINT, 
    venture_investment_wan FLOAT, 
    serious_incident BOOLEAN, 
    withdrawn BOOLEAN, 
    fictitious BOOLEAN, 
    typed JSON NOT NULL, 
    PRIMARY KEY (submission, file_row), 
    FOREIGN KEY(submission) REFERENCES submissions (submission)
);

CREATE TABLE incubatees (
    submission INTEGER NOT NULL, 
    file_row INTEGER NOT NULL, 
    carrier TEXT, 
    incubatee_id TEXT, 
    name TEXT, 
    kind TEXT, 
    uscc TEXT, 
    entered_on DATE, 
    graduated_on DATE, 
    withdrawn BOOLEAN, 
    fictitious BOOLEAN, 
    typed JSON NOT NULL, 
    PRIMARY KEY (submission, file_row), 
    FOREIGN KEY(submission) REFERENCES submissions (submission)
);

CREATE TABLE progress (
    submission INTEGER NOT NULL, 
    file_row INTEGER NOT NULL, 
    period TEXT, 
    district TEXT, 
    indicator TEXT, 
    value FLOAT, 
    note TEXT, 
    withdrawn BOOLEAN, 
    fictitious BOOLEAN, 
    typed JSON NOT NULL, 
    PRIMARY KEY (submission, file_row), 
    FOREIGN KEY(submission) REFERENCES submissions (submission)
);

CREATE TABLE recognitions (
    submission INTEGER NOT NULL, 
    file_row INTEGER NOT NULL, 
    uscc TEXT, 
    tier TEXT, 
    event TEXT, 
    event_date DATE, 
    valid_until DATE, 
    certificate_no TEXT, 
    document TEXT, 
    withdrawn BOOLEAN, 
    fictitious BOOLEAN, 
    typed JSON NOT NULL, 
    PRIMARY KEY (submission, file_row), 
    FOREIGN KEY(submission) REFERENCES submissions (submission)
);

CREATE TABLE task_progress (
    submission INTEGER NOT NULL, 
    file_row INTEGER NOT NULL, 
    period TEXT, 
    reporter TEXT, 
    task_no BIGINT, 
    status TEXT, 
    progress TEXT, 
    problems TEXT, 
    next_steps TEXT, 
    evidence TEXT, 
    withdrawn BOOLEAN, 
    fictitious BOOLEAN, 
    typed JSON NOT NULL, 
    PRIMARY KEY (submission, file_row), 
    FOREIGN KEY(submission) REFERENCES submissions (submission)
);

COMMENT ON COLUMN submissions.rows IS 'number of rows of each table';
COMMENT ON COLUMN progress.typed IS 'the cells as they were typed';
COMMENT ON COLUMN task_progress.typed IS 'the cells as they were typed';
COMMENT ON COLUMN events.typed IS 'the cells as they were typed';
COMMENT ON COLUMN enterprises.typed IS 'the cells as they were typed';
COMMENT ON COLUMN recognitions.typed IS 'the cells as they were typed';
COMMENT ON COLUMN financials.typed IS 'the cells as they were typed';
COMMENT ON COLUMN carriers.typed IS 'the cells as they were typed';
COMMENT ON COLUMN incubatees.typed IS 'the cells as they were typed';
COMMENT ON COLUMN actions.typed IS 'the cells as they were typed';

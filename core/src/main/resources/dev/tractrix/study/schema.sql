-- SPDX-License-Identifier: Apache-2.0
-- A user study in a relational database: what dev.tractrix.study.VoteStore asks for. Standard SQL.
CREATE TABLE IF NOT EXISTS study (
    id          VARCHAR(64)  PRIMARY KEY,
    definition  TEXT         NOT NULL,  -- Study.json()
    created     TIMESTAMP    NOT NULL
);
CREATE TABLE IF NOT EXISTS study_rater (
    study       VARCHAR(64)  NOT NULL REFERENCES study (id) ON DELETE CASCADE,
    rater       VARCHAR(64)  NOT NULL,
    number      INTEGER      NOT NULL,  -- from 0, in the order they came: sides and order follow from it
    PRIMARY KEY (study, rater),
    UNIQUE (study, number)
);
CREATE TABLE IF NOT EXISTS study_vote (
    study       VARCHAR(64)  NOT NULL,
    rater       VARCHAR(64)  NOT NULL,
    pair        VARCHAR(64)  NOT NULL,
    question    VARCHAR(16)  NOT NULL CHECK (question IN ('motion', 'quality')),
    answer      VARCHAR(8)   NOT NULL CHECK (answer IN ('left', 'right', 'same')),
    seconds     DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (study, rater, pair, question),
    FOREIGN KEY (study, rater) REFERENCES study_rater (study, rater) ON DELETE CASCADE
);

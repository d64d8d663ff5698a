-- SPDX-License-Identifier: Apache-2.0
-- Sides are counterbalanced over raters, in the order in which they came.
create table study_rater (
    study varchar(40) not null,
    rater varchar(64) not null,
    number integer not null,
    primary key (study, rater),
    unique (study, number)
);

-- Plans before this one drew their sides otherwise; no release had them.
delete from study_vote;
delete from study;

// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.study;

import java.util.List;

/** Where votes are kept. Safe for several threads. */
public interface VoteStore {
    /** Which rater this is, from 0; a new one gets the next number. */
    int number(String rater);

    /** Keeps a vote; a pair's second vote by the same rater replaces the first. */
    void put(Vote vote);

    /** All votes, one a rater and pair, in the order of the first. */
    List<Vote> votes();
}

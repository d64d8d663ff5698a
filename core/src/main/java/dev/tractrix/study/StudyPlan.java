// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.study;

import dev.tractrix.fault.BadInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Which pairs a rater sees, in which order, on which sides. Blind: a pair's id tells nothing about the methods.
 * Randomised: every rater has an order of their own. Counterbalanced: of one rater's pairs half are exchanged, and what
 * one rater sees on the left the next one sees on the right.
 */
public final class StudyPlan {
    /**
     * One comparison as one rater sees it.
     *
     * @param id the pair's, the same for all raters; a repeat has its own
     * @param scene of the item
     * @param left method
     * @param right method
     * @param leftClip as the study calls it
     * @param rightClip as the study calls it
     * @param asked picture of what was asked, or empty
     * @param repeats id of the pair that this repeats with the sides exchanged, or null
     * @param better the method that an attention check expects, or null
     */
    public record Pair(
            String id,
            String scene,
            String left,
            String right,
            String leftClip,
            String rightClip,
            String asked,
            String repeats,
            String better) {
        private Pair exchanged(String newId, String ofPair) {
            return new Pair(newId, scene, right, left, rightClip, leftClip, asked, ofPair, better);
        }
    }

    private final Study study;
    private final List<Pair> pairs = new ArrayList<>();

    public StudyPlan(Study study) {
        this.study = study;
        for (Study.Item item : study.items()) {
            List<String> methods = new ArrayList<>(item.clips().keySet());
            for (int i = 0; i < methods.size(); i++) {
                for (int j = i + 1; j < methods.size(); j++) {
                    String a = methods.get(i);
                    String b = methods.get(j);
                    Map<String, String> clips = item.clips();
                    pairs.add(new Pair(
                            "pair-" + (pairs.size() + 1),
                            item.scene(),
                            a,
                            b,
                            clips.get(a),
                            clips.get(b),
                            item.asked(),
                            null,
                            item.better()));
                }
            }
        }
    }

    /** How many pairs a rater sees, repeats included. */
    public int length() {
        return pairs.size() + Math.min(study.repeats(), pairs.size());
    }

    /**
     * What a rater sees, in order. The same rater gets the same always.
     *
     * @param number which rater, from 0 in the order they came
     */
    public List<Pair> of(int number) {
        List<Pair> sided = new ArrayList<>();
        List<Integer> halves = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            halves.add(i);
        }
        // the halves are the study's, so that the next rater sees all of it exchanged
        Collections.shuffle(halves, new Random(study.seed()));
        for (int i = 0; i < pairs.size(); i++) {
            boolean exchanged = (halves.get(i) + number) % 2 == 1;
            Pair p = pairs.get(i);
            sided.add(exchanged ? p.exchanged(p.id, null) : p);
        }
        // two raters of one parity have other orders
        Random random = new Random(study.seed() * 1_000_003 + number + 1);
        Collections.shuffle(sided, random);
        int repeats = Math.min(study.repeats(), sided.size());
        List<Pair> out = new ArrayList<>(sided);
        for (int r = 0; r < repeats; r++) {
            Pair again = sided.get(r);
            // not before half of the study has passed by
            int least = Math.max(r + 1, out.size() / 2);
            out.add(least + random.nextInt(out.size() - least + 1), again.exchanged(again.id + "-again", again.id));
        }
        return out;
    }

    /** The first pair of a rater that is not voted on, or null when there is none. */
    public Pair next(int number, Set<String> voted) {
        return of(number).stream()
                .filter(p -> !voted.contains(p.id))
                .findFirst()
                .orElse(null);
    }

    /**
     * A pair as a rater sees it.
     *
     * @throws BadInputException when the study has no such pair
     */
    public Pair pair(int number, String id) {
        return of(number).stream()
                .filter(p -> p.id.equals(id))
                .findFirst()
                .orElseThrow(() -> BadInputException.of("vote", "a pair of the study", id, "ask for the next pair"));
    }
}

"""The match: one actor a match, event-sourced. life (what may follow what) ← state (facts folded) ← decide (commands to facts) ← actor."""

"""The ladder: skill, wins, earnings and streaks of every player, counted from the settled matches in their order."""

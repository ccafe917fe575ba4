"""People: what the house tells each player, whom they follow, block and mute, what they are reported for."""

"""The operators' side: the admin socket, who may do what, the trail of what was asked, and `wagerup admin`, which speaks to it."""

"""What is deployed: linted, and as far as it goes applied."""

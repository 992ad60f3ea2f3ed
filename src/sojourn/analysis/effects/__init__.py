"""What an event at one point of the journey did to what followed: candidates, comparable customers, effects."""

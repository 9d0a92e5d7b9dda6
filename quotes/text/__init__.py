"""What is known of text as such, whatever it tells: its damage, its spelling, times printed in it, how to show it."""

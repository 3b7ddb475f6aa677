"""Tables, bars, plots and reports on the terminal."""

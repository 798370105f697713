"""Who buys whom: candidates, what speaks for each, a ranking learnt from earlier deals, and its backtest."""

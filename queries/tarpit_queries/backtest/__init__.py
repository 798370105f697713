"""Would the ranking of acquirers have been right? Ask of past deals, knowing only what came before."""

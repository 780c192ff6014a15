"""One meaning on every engine: crowds of invented claims, settled by all of them and compared to the fen."""

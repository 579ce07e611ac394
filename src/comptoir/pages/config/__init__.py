"""The catalog, the price books, promotions and customer prices of a company as one YAML file."""

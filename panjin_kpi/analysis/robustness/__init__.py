"""How firm the ranks are when all uncertain choices vary together."""

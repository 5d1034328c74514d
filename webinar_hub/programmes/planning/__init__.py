"""Planning: programmes, their series and meetings."""

"""遴选档案包: a whole selection as one signed file, for whoever wants to check it (`luoshi selection verify`)."""

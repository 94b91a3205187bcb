"""迎检目录: somebody's checklist (Word, Excel) read into items, and items matched by words with what there is."""

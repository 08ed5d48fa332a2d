"""What notices and emails say, in the language of their reader; used by the pages and by whoever sends the emails."""

"""What pages, files and the REST API tell instructors of a course: grades, statistics, what needs attention."""

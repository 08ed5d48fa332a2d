"""What instructors read of a course, for pages, files and the REST API alike: grades, statistics, what needs attention."""

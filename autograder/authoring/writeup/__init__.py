"""Write-ups: Markdown with TeX mathematics, filled from the homework's own files, as a PDF and as one HTML file."""

"""What the lessons of Descent import: reference implementations, data, pictures, claims."""

"""The map for office programs: slides with shapes that can be edited, and a workbook."""

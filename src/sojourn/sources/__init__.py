"""Foreign formats, one per file: each is translated into rows with named columns here and nowhere else."""

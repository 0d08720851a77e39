"""What git knows, snapshots, differences, releases and versions."""

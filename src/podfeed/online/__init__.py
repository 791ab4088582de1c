"""What a feed links to, looked at on its servers: only where that is asked for, a few at once, bounded."""

from podfeed.online.look import look

__all__ = ["look"]

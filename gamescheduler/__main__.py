"""``python -m gamescheduler`` and the ``gamescheduler`` script."""

from gamescheduler.cli.main import main

if __name__ == "__main__":
    main()

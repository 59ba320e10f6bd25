"""JupyterLab, started without the grammar that nothing in it needs: `python -m course.commands._jupyterlab`."""

from course.schemas import read_no_international_addresses

if __name__ == "__main__":
    read_no_international_addresses()
    from jupyterlab.labapp import main

    main()

def pytest_configure(config):
    config.addinivalue_line("markers", "own_word: as the grader understands it")

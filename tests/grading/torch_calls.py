"""What programs of such courses call most in torch, as small programs that leave something in `result`."""

from __future__ import annotations

PREAMBLE = """
import io
import torch
from torch import nn
from torch.nn import functional as F
x = torch.arange(12.0).reshape(3, 4) / 7 - 0.5
w = torch.linspace(-1, 1, 8).reshape(4, 2).requires_grad_()
y = torch.tensor([1, 0, 1])
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
def train(optimizer, steps=3):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()
"""

#: each line gives `result`
EXPRESSIONS = """
torch.tensor([[1, 2], [3, 4]])
torch.zeros(2, 3), torch.ones(2), torch.empty(2, 2).shape, torch.full((2,), 7.0)
torch.arange(3), torch.linspace(0, 1, 5), torch.eye(3), torch.zeros_like(x), torch.ones_like(y)
torch.rand(3), torch.randn(3), torch.randint(0, 9, (4,)), torch.randperm(5), torch.rand_like(x)
torch.from_numpy(x.numpy()), torch.as_tensor([1.5]), x.numpy().tolist(), x.tolist()
x.view(4, 3), x.reshape(-1), x.t(), x.T, x.transpose(0, 1), x.permute(1, 0), x.flatten(), x.contiguous()
x.unsqueeze(0).shape, x.unsqueeze(1).squeeze(1).shape, x.expand(2, 3, 4).shape, x.repeat(2, 1).shape
torch.cat([x, x]), torch.stack([x, x], dim=1), torch.split(x, 2, dim=1), torch.chunk(x, 2), x.unbind(0)
x @ w, torch.matmul(x, w), torch.mm(x, w), torch.bmm(x[None], w[None]), torch.einsum("ij,jk->ik", x, w)
torch.dot(x[0], x[1]), torch.outer(x[0], x[1]), torch.kron(x, x).shape, torch.tensordot(x, x, dims=2)
x.sum(), x.sum(0), x.mean(1, keepdim=True), x.std(), x.var(unbiased=False), x.prod(), x.norm(), x.cumsum(1)
x.max(), x.max(1), x.argmax(1), x.min(0), torch.maximum(x, -x), x.topk(2), x.sort(descending=True), x.argsort()
torch.exp(x), torch.log(x.abs() + 1), torch.sqrt(x.abs()), torch.sin(x), torch.tanh(x), torch.sigmoid(x), x.pow(2), x**3
torch.softmax(x, 1), torch.log_softmax(x, 1), torch.logsumexp(x, 1), F.relu(x), F.gelu(x), F.silu(x), F.leaky_relu(x)
torch.where(x > 0, x, 0.0), torch.clamp(x, -0.1, 0.1), x.abs(), x.sign(), torch.masked_select(x, x > 0), x.masked_fill(x > 0, -1.0)
x.gather(1, torch.tensor([[0], [1], [2]])), x.index_select(0, y), x[y], torch.zeros(3, 4).scatter_(1, torch.tensor([[1], [2], [3]]), 1.0)
torch.tril(torch.ones(3, 3)), torch.triu(x), torch.diag(x[0]), torch.trace(x[:, :3]), torch.meshgrid(x[0], x[1], indexing="ij")
torch.allclose(x, x + 1e-9), torch.equal(x, x), torch.isnan(x).any(), torch.isfinite(x).all(), (x > 0).sum(), torch.unique(y)
torch.bincount(y), torch.histc(x, 3), torch.nonzero(x > 0), torch.count_nonzero(x), torch.searchsorted(x[0], x[1]), torch.cdist(x, x)
torch.linalg.svd(x).S, torch.linalg.solve(torch.eye(3) * 2, x), torch.linalg.inv(torch.eye(2) * 4), torch.linalg.norm(x), torch.linalg.eigh(x @ x.T).eigenvalues
torch.linalg.qr(x).R, torch.linalg.det(x[:, :3]), torch.linalg.cholesky(torch.eye(3)), torch.linalg.lstsq(w.detach(), x.T).solution, torch.pinverse(x).shape
torch.fft.fft(x).real, torch.complex(x, x).abs(), torch.view_as_real(torch.fft.rfft(x)).shape, torch.polar(x, x).real
x.to(torch.float64), x.double().dtype, x.half().dtype, x.int(), x.bool(), x.type(torch.int64), x.item() if x.numel() == 1 else x.device
torch.get_default_dtype(), torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.get_num_threads(), torch.cuda.is_available()
torch.backends.mps.is_available(), torch.device("cuda" if torch.cuda.is_available() else "cpu"), torch.are_deterministic_algorithms_enabled()
torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark, torch.is_tensor(x), torch.is_floating_point(x), torch.numel(x)
torch.autograd.grad((x @ w).sum(), w), torch.autograd.functional.jacobian(lambda v: v**2, x[0]), torch.autograd.functional.hessian(lambda v: (v**3).sum(), x[0])
torch.autograd.functional.vjp(lambda v: v**2, x[0], x[1]), torch.autograd.functional.jvp(lambda v: v**2, x[0], x[1]), torch.autograd.functional.hvp(lambda v: (v**3).sum(), x[0], x[1])
torch.autograd.gradcheck(lambda v: v**2, x.double().requires_grad_()), torch.autograd.gradgradcheck(lambda v: v**3, x.double().requires_grad_())
torch.func.grad(lambda v: (v**2).sum())(x[0]), torch.func.vmap(lambda v: v @ v)(x), torch.vmap(torch.sum)(x), torch.func.jacrev(torch.sin)(x[0]), torch.func.jacfwd(torch.sin)(x[0])
torch.func.functional_call(net, dict(net.named_parameters()), (x,)), torch.func.hessian(lambda v: (v**3).sum())(x[0]), torch.func.vjp(torch.sin, x)[0]
nn.Linear(4, 2)(x), nn.Bilinear(4, 4, 2)(x, x), nn.Embedding(5, 3)(y), nn.EmbeddingBag(5, 3)(y[None]), nn.Identity()(x)
nn.LayerNorm(4)(x), nn.BatchNorm1d(4)(x), nn.RMSNorm(4)(x), nn.GroupNorm(2, 4)(x), nn.Dropout(0.5)(x), nn.Softmax(dim=1)(x)
nn.Conv2d(1, 2, 3)(torch.ones(1, 1, 5, 5)), nn.MaxPool2d(2)(torch.ones(1, 1, 4, 4)), nn.AvgPool2d(2)(torch.ones(1, 1, 4, 4)), nn.Conv1d(1, 1, 2)(x[None, :1]), F.pad(x, (1, 1)), F.interpolate(x[None], scale_factor=2)
nn.RNN(4, 3)(x)[0], nn.LSTM(4, 3)(x)[0], nn.GRU(4, 3)(x)[0], nn.RNNCell(4, 3)(x), nn.LSTMCell(4, 3)(x), nn.GRUCell(4, 3)(x)
nn.utils.rnn.pad_sequence([x[0], x[1][:2]]), nn.utils.rnn.pack_padded_sequence(x[:, :, None], [3, 2, 1], enforce_sorted=False, batch_first=True).data
nn.utils.rnn.pad_packed_sequence(nn.LSTM(1, 2, batch_first=True)(nn.utils.rnn.pack_padded_sequence(x[:, :, None], [4, 2, 1], batch_first=True))[0], batch_first=True)
nn.MultiheadAttention(4, 2)(x, x, x)[0], F.scaled_dot_product_attention(x[None], x[None], x[None], is_causal=True), nn.Transformer.generate_square_subsequent_mask(3)
nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 1)(x[None]), nn.TransformerEncoderLayer(4, 2, 8).eval()(x), nn.TransformerDecoderLayer(4, 2, 8)(x, x)
F.mse_loss(x, -x), F.l1_loss(x, -x), F.cross_entropy(x, y), F.nll_loss(x.log_softmax(1), y), F.binary_cross_entropy_with_logits(x, x.abs()), F.kl_div(x.log_softmax(1), x.softmax(1)), F.smooth_l1_loss(x, -x), F.huber_loss(x, -x)
nn.CrossEntropyLoss(label_smoothing=0.1)(x, y), nn.BCELoss()(x.sigmoid(), x.sigmoid()), nn.MSELoss()(x, x + 1), nn.NLLLoss()(x, y), nn.CosineSimilarity()(x, x), nn.TripletMarginLoss()(x, x, -x), nn.CTCLoss.__name__
F.one_hot(y), F.normalize(x), F.cosine_similarity(x, -x), F.embedding(y, x), F.softplus(x), F.elu(x), F.log_softmax(x, -1), F.gumbel_softmax(x), F.unfold(torch.ones(1, 1, 3, 3), 2)
[name for name, _ in net.named_parameters()], sum(p.numel() for p in net.parameters()), list(net.state_dict()), str(net), net.training, net.eval().training
net.load_state_dict(net.state_dict()), net.apply(lambda m: None) is net, list(net.children())[0].weight.shape, net.double()[0].weight.dtype
train(torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, nesterov=True)), train(torch.optim.Adam(net.parameters())), train(torch.optim.AdamW(net.parameters()))
train(torch.optim.RMSprop(net.parameters())), train(torch.optim.Adagrad(net.parameters())), train(torch.optim.Adadelta(net.parameters())), train(torch.optim.NAdam(net.parameters())), train(torch.optim.RAdam(net.parameters()))
train(torch.optim.Adam(net.parameters(), foreach=True)), train(torch.optim.SGD(net.parameters(), 0.1, maximize=True)), train(torch.optim.AdamW(net.parameters(), amsgrad=True)), train(torch.optim.Adam(net.parameters(), fused=True))
torch.optim.LBFGS(net.parameters()).step(lambda: F.cross_entropy(net(x), y)), str(torch.optim.SGD(net.parameters(), 0.1)), list(torch.optim.Adam(net.parameters()).state_dict())
(x @ w).sum().backward(), nn.utils.clip_grad_norm_([w], 1.0), w.grad, nn.utils.clip_grad_value_([w], 0.1), nn.utils.parameters_to_vector(net.parameters()).shape, nn.utils.skip_init(nn.Linear, 2, 2).weight.shape
nn.utils.parametrizations.weight_norm(nn.Linear(4, 2))(x), nn.utils.parametrizations.spectral_norm(nn.Linear(4, 2))(x), nn.utils.parametrizations.orthogonal(nn.Linear(4, 4))(x), nn.utils.fuse_conv_bn_eval.__name__
nn.init.xavier_uniform_(torch.empty(2, 2)), nn.init.kaiming_normal_(torch.empty(2, 2)), nn.init.orthogonal_(torch.empty(2, 2)), nn.init.constant_(torch.empty(2), 3), nn.init.normal_(torch.empty(2)), nn.init.zeros_(torch.empty(2))
[type(s).__name__ for s in (torch.optim.lr_scheduler.StepLR(torch.optim.SGD([w], 0.1), 2), torch.optim.lr_scheduler.CosineAnnealingLR(torch.optim.SGD([w], 0.1), 2), torch.optim.lr_scheduler.OneCycleLR(torch.optim.SGD([w], 0.1), 1, 5))]
torch.utils.data.DataLoader(list(range(5)), batch_size=2).dataset, [b.tolist() for b in torch.utils.data.DataLoader(list(range(5)), batch_size=2, shuffle=True)], len(torch.utils.data.TensorDataset(x, y))
[len(p) for p in torch.utils.data.random_split(range(5), [2, 3])], torch.utils.data.Subset(range(5), [1])[0], list(torch.utils.data.SequentialSampler(range(3))), list(torch.utils.data.WeightedRandomSampler([0.1, 0.9], 3))
torch.utils.checkpoint.checkpoint(net, x, use_reentrant=False), torch.utils.checkpoint.checkpoint_sequential(net, 2, x.requires_grad_(), use_reentrant=False)
torch.distributions.Normal(0.0, 1.0).log_prob(x[0]), torch.distributions.Categorical(logits=x[0]).sample(), torch.distributions.Bernoulli(0.3).entropy(), torch.distributions.kl_divergence(torch.distributions.Normal(0.0, 1.0), torch.distributions.Normal(1.0, 1.0))
torch.distributions.MultivariateNormal(torch.zeros(2), torch.eye(2)).sample(), torch.distributions.Dirichlet(torch.ones(3)).mean, torch.distributions.Uniform(0.0, 1.0).rsample((2,)), torch.distributions.Beta(1.0, 2.0).variance
torch.multinomial(torch.ones(4), 3), torch.bernoulli(x.sigmoid()), torch.normal(x, 1.0), torch.randn(2, generator=torch.Generator().manual_seed(3)), torch.initial_seed(), torch.seed() and None
torch.jit.script(F.relu)(x), torch.jit.trace(net, x)(x), type(torch.jit.script(nn.Linear(4, 2))).__name__
torch.fx.symbolic_trace(net).graph.nodes.__len__(), str(torch.fx.symbolic_trace(lambda v: v + 1).graph), torch.fx.symbolic_trace(net)(x)
torch.quantize_per_tensor(x, 0.1, 0, torch.qint8).int_repr(), torch.ao.quantization.quantize_dynamic(net, {nn.Linear})(x), torch.fake_quantize_per_tensor_affine(x, 0.1, 0, 0, 255)
torch.amp.autocast("cpu", dtype=torch.bfloat16).__enter__() and (x @ w).dtype, torch.amp.GradScaler("cpu", enabled=False).get_scale()
torch.sparse_coo_tensor([[0, 1], [1, 0]], [1.0, 2.0]).to_dense(), x.to_sparse().values(), torch.nested.nested_tensor([x[0], x[1][:2]]).size(0), torch.nn.attention.SDPBackend.MATH.name
torch.get_rng_state().shape, torch.random.get_rng_state().dtype, torch.random.fork_rng().__enter__(), torch.set_rng_state(torch.get_rng_state()), torch.finfo(torch.float32).eps, torch.iinfo(torch.int8).max, torch.__version__
torch.hub.get_dir().rpartition("/")[2], torch.utils.data.get_worker_info(), __import__("torch.utils.benchmark").utils.benchmark.Timer("x + 1", globals={"x": x}).timeit(2).number_per_run, torch.__config__.parallel_info()[:4]
repr(x), repr(x.half()), repr(w), str(torch.tensor(1.0)), repr(nn.Parameter(x[0])), f"{x[0, 1]:.3f}", repr(torch.finfo(torch.float16))
""".strip().splitlines()

PROGRAMS = {
    "use_deterministic_algorithms": "torch.use_deterministic_algorithms(True); result = torch.are_deterministic_algorithms_enabled(), train(torch.optim.Adam(net.parameters()))",
    "import torch._dynamo": "import torch._dynamo; torch._dynamo.reset(); result = torch._dynamo.__name__, sorted(torch._dynamo.__all__)[:3], torch._dynamo.is_compiling()",
    "import torch._dynamo.config": "import torch._dynamo.config as c; import sys; c.suppress_errors = True; result = torch._dynamo.config.suppress_errors, sys.modules['torch._dynamo.config'] is c, c.__spec__.name",
    "from torch._dynamo import": "from torch._dynamo.utils import counters; from torch._dynamo import disable; result = dict(counters), disable(lambda: 1)()",
    "find_spec": "import importlib.util as u; s = u.find_spec('torch._dynamo'); result = s.name, s.origin, list(s.submodule_search_locations), u.find_spec('torch._dynamo.nothing')",
    "cotangent": "a = x.clone().requires_grad_(); (a * a).backward(torch.ones_like(a)); b = torch.autograd.grad(a * a, a, torch.ones_like(a)); result = a.grad, b, torch.autograd.functional.vjp(lambda t: t * t, x, x)[1]",
    "cotangent of another shape": "a = x.clone().requires_grad_(); (a * a).backward(torch.ones(7))",
    "symbolic_shapes": "from torch.fx.experimental.symbolic_shapes import sym_eq, expect_true; import torch.fx.experimental.symbolic_shapes as s; result = sym_eq(x.shape, x.shape), sym_eq([1, [2]], [1, [3]]), expect_true(False), s.__file__, s.__package__, s.sym_or(True), s.ShapeEnv.__module__",
    "names of symbolic_shapes": "import torch.fx.experimental.symbolic_shapes as s; result = 'ShapeEnv' in dir(s), hasattr(s, 'nothing'), hasattr(s, '__path__')",
    "dynamo after training": "train(torch.optim.Adam(net.parameters())); import torch._dynamo as d; result = d.disable(net)(x), train(torch.optim.SGD(net.parameters(), 0.1))",
    "names of dynamo": "import torch._dynamo as d; result = 'optimize' in dir(d), hasattr(d, 'nothing'), d.__file__, d.__package__",
    "torch.compile": "result = torch.compile(net)(x), torch.compile(lambda v: v + 1, backend='eager')(x), torch.compiler.is_compiling()",
    "torch.compile as a decorator": "@torch.compile\ndef f(v): return (v * 2).sum()\nresult = f(x)",
    "torch.compiler": "result = torch.compiler.disable(net)(x), torch.compiler.allow_in_graph(torch.sin)(x)",
    "torch.compile of a module": "m = torch.compile(net); o = torch.optim.SGD(m.parameters(), 0.1); F.cross_entropy(m(x), y).backward(); o.step(); m.note = 3; result = m(x), list(m.state_dict()), m.eval().training, net.training, type(m).__name__, repr(m), len(m), net.note, m._orig_mod is net, m.load_state_dict(m.state_dict()), isinstance(m, torch._dynamo.OptimizedModule)",
    "torch.compile and hooks": "m = torch.compile(net); seen = []; m.register_forward_hook(lambda *a: seen.append(1)); net.register_forward_hook(lambda *a: seen.append(2)); m(x); result = seen",
    "torch.compile and copies": "import copy; m = copy.deepcopy(torch.compile(net)); result = m(x), type(m).__name__, list(m.state_dict())",
    "torch.compile with options": "@torch.compile(mode='reduce-overhead', dynamic=True)\ndef f(v):\n    'doc'\n    return v + 1\nresult = f(x), f.__name__, f.__doc__",
    "torch.compile in place": "net.compile(mode='max-autotune'); result = net(x), list(net.state_dict()), type(net).__name__",
    "torch.compile of methods": "class N(nn.Module):\n    def __init__(self): super().__init__(); self.a = nn.Linear(4, 2)\n    @torch.compile\n    def forward(self, v): return self.a(v)\n@torch.compile\nclass M(nn.Linear): pass\nresult = N()(x), M(4, 2)(x), M.__name__, isinstance(M(4, 2), nn.Linear), torch.compile(net.forward)(x)",
    "torch.compiler's helpers": "@torch.compiler.disable(recursive=False)\ndef g(v): return v\ntorch.compiler.reset(); torch.compiler.cudagraph_mark_step_begin(); torch.compiler.set_stance('force_eager')\nwith torch.compiler.set_stance('default'): g(x)\nresult = g(x), torch.compiler.compile(g)(x), torch.compiler.assume_constant_result(g)(x), torch.compiler.set_stance('default')(g)(x)",
    "settings of dynamo": "torch._dynamo.config.suppress_errors = True; torch._dynamo.mark_dynamic(x, 0); torch._dynamo.reset(); result = torch._dynamo.config.suppress_errors, torch.compile(net)(x)",
    "settings, then dynamo": "from torch._dynamo import config; config.cache_size_limit = 64; import torch._dynamo as d; d.optimize; import sys; result = d.config.cache_size_limit, d.config is config, sys.modules['torch._dynamo.config'] is config",
    "deterministic, with warnings": "torch.use_deterministic_algorithms(True, warn_only=True); result = torch.get_deterministic_debug_mode(), torch.is_deterministic_algorithms_warn_only_enabled()",
    "fullgraph": "@torch.compile(fullgraph=True)\ndef f(v): return v + 1\nresult = f(x)",
    "interop threads": "a = torch.get_num_interop_threads(); torch.set_num_interop_threads(a + 1); result = a, torch.get_num_interop_threads() - a",
    "interop threads twice": "r = []\nfor n in (True, 0, 'a', 2.0, 3, 3):\n    try: torch.set_num_interop_threads(n); r.append(torch.get_num_interop_threads())\n    except Exception as e: r.append((type(e).__name__, str(e)))\nresult = r",
    "a forked call": "result = torch.jit.wait(torch.jit.fork(lambda v: v + 1, x))",
    "torch.export": "result = [str(n.target) for n in torch.export.export(net, (x,)).graph.nodes]",
    "nn.attention": "from torch.nn.attention import sdpa_kernel, SDPBackend\nwith sdpa_kernel(SDPBackend.MATH): result = F.scaled_dot_product_attention(x[None], x[None], x[None])",
    "flex_attention": "from torch.nn.attention.flex_attention import flex_attention; q = x.reshape(1, 1, 3, 4); result = flex_attention(q, q, q)",
    "backward": "F.cross_entropy(x @ w, y).backward(); result = w.grad, w.is_leaf, (x @ w).grad_fn.name()",
    "no_grad": "with torch.no_grad(): a = (x @ w).requires_grad\nwith torch.inference_mode(): b = (x @ w).is_inference()\nwith torch.enable_grad(): c = (x @ w).requires_grad\nresult = a, b, c, w.detach().requires_grad",
    "hooks": "seen = []; net[0].register_forward_hook(lambda m, i, o: seen.append(o.shape)); net[0].register_full_backward_hook(lambda m, i, o: seen.append(len(o))); net(x).sum().backward(); w.register_hook(lambda g: seen.append(g.shape)); (x @ w).sum().backward(); result = seen",
    "anomaly mode": "with torch.autograd.detect_anomaly(check_nan=True): (torch.sqrt(x[:0].sum() - 1 + 0 * w.sum())).backward()",
    "profiler": "with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as p: net(x)\nresult = any('addmm' in e.key for e in p.key_averages())",
    "autograd profiler": "with torch.autograd.profiler.profile() as p: net(x)\nresult = len(p.key_averages()) > 0",
    "set_default_dtype": "torch.set_default_dtype(torch.float64); result = torch.ones(1).dtype, nn.Linear(2, 2).weight.dtype",
    "set_default_device": "torch.set_default_device('cpu'); result = torch.ones(1).device, torch.get_default_device()",
    "set_num_threads": "torch.set_num_threads(2); result = torch.get_num_threads(), (torch.ones(300, 300) @ torch.ones(300, 300)).sum()",
    "seeds": "torch.manual_seed(7); a = torch.rand(2); torch.manual_seed(7); result = a, torch.equal(a, torch.rand(2)), torch.cuda.manual_seed_all(1)",
    "printoptions": "torch.set_printoptions(precision=2, sci_mode=False); result = repr(x)",
    "save and load": "b = io.BytesIO(); torch.save({'net': net.state_dict(), 'step': 3}, b); b.seek(0); d = torch.load(b, weights_only=True); b.seek(0); result = d['step'], d['net']['0.weight'], list(torch.load(b))",
    "jit to memory": "b = io.BytesIO(); torch.jit.save(torch.jit.script(nn.Linear(4, 2)), b); b.seek(0); result = torch.jit.load(b)(x).shape",
    "copies": "import copy, pickle; n = copy.deepcopy(net); result = n(x), pickle.loads(pickle.dumps(x)), pickle.loads(pickle.dumps(net))(x)",
    "a module of one's own": "class Net(nn.Module):\n    def __init__(self):\n        super().__init__(); self.a = nn.Parameter(torch.ones(2)); self.register_buffer('b', torch.zeros(1)); self.l = nn.ModuleList([nn.Linear(2, 2)]); self.d = nn.ModuleDict({'k': nn.Linear(2, 1)})\n    def forward(self, v): return self.d['k'](self.l[0](v * self.a + self.b))\nresult = Net()(x[:, :2]), repr(Net())",
    "a function of one's own": "class Square(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, v): ctx.save_for_backward(v); return v * v\n    @staticmethod\n    def backward(ctx, g): return 2 * ctx.saved_tensors[0] * g\nSquare.apply(w).sum().backward(); result = w.grad",
    "a dataset of one's own": "class D(torch.utils.data.Dataset):\n    def __len__(self): return 4\n    def __getitem__(self, i): return x[i % 3], i\nresult = [b for b in torch.utils.data.DataLoader(D(), batch_size=2, shuffle=True, generator=torch.Generator().manual_seed(0), drop_last=True)]",
    "schedulers": "o = torch.optim.SGD([w], 0.1); s = torch.optim.lr_scheduler.SequentialLR(o, [torch.optim.lr_scheduler.LinearLR(o), torch.optim.lr_scheduler.ExponentialLR(o, 0.9)], [2]); r = []\nfor _ in range(4): o.step(); s.step(); r.append(s.get_last_lr())\np = torch.optim.lr_scheduler.ReduceLROnPlateau(o, patience=0); p.step(1.0); p.step(2.0); result = r, o.param_groups[0]['lr'], torch.optim.lr_scheduler.LambdaLR(o, lambda e: 0.5).get_last_lr()",
    "averaged weights": "from torch.optim.swa_utils import AveragedModel, SWALR, update_bn; a = AveragedModel(net); train(torch.optim.SGD(net.parameters(), 0.1)); a.update_parameters(net); update_bn([x], a); result = a(x), SWALR(torch.optim.SGD([w], 0.1), 0.05).get_last_lr()",
    "closures and groups": "o = torch.optim.SGD([{'params': net[0].parameters(), 'lr': 0.1}, {'params': net[2].parameters()}], lr=0.01); o.add_param_group({'params': [w]}); o.register_step_post_hook(lambda *a: None); result = len(o.param_groups), train(o), o.zero_grad(set_to_none=False)",
    "autocast": "with torch.autocast('cpu'): a = net(x).dtype\nresult = a, torch.is_autocast_enabled('cpu')",
    "prune": "from torch.nn.utils import prune; prune.l1_unstructured(net[0], 'weight', 0.5); result = net[0].weight_mask.sum(), net(x)",
    "warnings": "import warnings\nwith warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always'); F.softmax(x); torch.tensor(x); F.mse_loss(x, x[:1]); torch.optim.lr_scheduler.StepLR(torch.optim.SGD([w], 0.1), 1).step()\nresult = [(s.category.__name__, str(s.message)) for s in seen]",
    "warnings once": "import warnings, contextlib; err = io.StringIO()\nwith contextlib.redirect_stderr(err): F.softmax(x); torch.tensor(x); nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2), 1); nn.LSTM(2, 2, dropout=0.5); torch.tensor([1.0]).reshape(1).T; x.reshape(3, 2, 2).T\nresult = [l.split(': ', 1)[1] for l in err.getvalue().splitlines() if 'Warning' in l]",
    "dispatch": "from torch.utils._python_dispatch import TorchDispatchMode\nclass Log(TorchDispatchMode):\n    def __torch_dispatch__(self, f, types, args=(), kwargs=None): seen.append(str(f)); return f(*args, **(kwargs or {}))\nseen = []\nwith Log(): (x @ w).sum()\nresult = seen",
    "overrides": "class T(torch.Tensor): pass\nresult = type(x.as_subclass(T) + 1).__name__, torch.overrides.is_tensor_like(x)",
    "meta and fake": "from torch._subclasses.fake_tensor import FakeTensorMode\nwith FakeTensorMode(): a = torch.ones(3, 3) @ torch.ones(3, 3)\nresult = a.shape, torch.empty(3, device='meta').shape, nn.Linear(2, 2, device='meta').weight.is_meta",
    "tensorboard": "from torch.utils.tensorboard import SummaryWriter",
    "workers": "result = sum(b.sum() for b in torch.utils.data.DataLoader(x, num_workers=2))",
    "distributed": "import torch.distributed as d; result = d.is_available(), d.is_initialized(), type(nn.DataParallel(net)).__name__",
    "multiprocessing": "import torch.multiprocessing as m; result = m.get_start_method(), m.cpu_count() > 0",
    "errors": "r = []\nfor f in (lambda: x @ x, lambda: x.view(5), lambda: torch.tensor([1, 'a']), lambda: F.cross_entropy(x, y.float()), lambda: x.sum().backward(), lambda: net(x.T), lambda: torch.cat([x, x[0]]), lambda: x.nothing, lambda: nn.Linear(2, 2).load_state_dict({})):\n    try: f()\n    except Exception as e: r.append((type(e).__name__, str(e)))\nresult = r",
}  # fmt: skip

#: those that raise something, wherever they run
RAISING = ("anomaly mode", "cotangent of another shape", "tensorboard")


def programs() -> dict[str, str]:
    """All of them: name -> text."""
    return {**{line: f"result = {line}" for line in EXPRESSIONS}, **PROGRAMS}
